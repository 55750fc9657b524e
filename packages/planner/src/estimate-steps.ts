import type { EstimateBasis, PlanEstimate, PlanRehearsal, PlanStep, StepEstimate } from '@tenon/model'

/** An earlier success of the same move, for another tenant or for this one. */
export interface MoveSample {
  /** Rows of the tables it touched, as counted when it was planned; null when unknown. */
  readonly rows: number | null
  /** Milliseconds by module and migration, `inventory 0004_add_units`. */
  readonly durations: Readonly<Record<string, number>>
}

/** What an estimate is made from. */
export interface EstimateFacts {
  readonly steps: readonly PlanStep[]
  /** About how many rows there are, by module and table. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly rehearsals: readonly PlanRehearsal[]
  readonly samples: readonly MoveSample[]
}

/** As many earlier moves are asked, those with the nearest number of rows. */
const nearestSamples = 5

type DataStep = Extract<PlanStep, { readonly sql: string }>

/**
 * How long each step will take, from the best that is known: a rehearsal of this very move, else earlier successes of the
 * same move on about as many rows, else nothing but the number of rows. Time is stretched where a tenant has more rows than
 * those asked, and never shrunk: a small move costs its fixed part.
 */
export function estimateSteps(facts: EstimateFacts): PlanEstimate {
  const { steps, counts } = facts
  const rows = rowsOf(steps.filter(isData), counts)
  const basis = basisOf(facts)
  const estimates = steps.map((step): StepEstimate => (isData(step) ? { ms: msOf(step, facts, rows), rows: rowsOf([step], counts) } : { ms: null, rows: null }))
  const times = steps.flatMap((step, index) => (isData(step) ? [estimates[index]?.ms ?? null] : []))
  const known = times.filter((ms) => ms !== null)
  return { basis, steps: estimates, rows, totalMs: times.length > 0 && known.length === times.length ? known.reduce((sum, ms) => sum + ms, 0) : null }
}

function isData(step: PlanStep): step is DataStep {
  return 'sql' in step
}

function basisOf({ rehearsals, samples, counts, steps }: EstimateFacts): EstimateBasis {
  if (rehearsals.length > 0) return { kind: 'rehearsal' }
  const rows = samples.flatMap((sample) => sample.rows ?? [])
  if (samples.length > 0) return { kind: 'operations', count: samples.length, rowsFrom: rows.length === 0 ? null : Math.min(...rows), rowsTo: rows.length === 0 ? null : Math.max(...rows) }
  return rowsOf(steps.filter(isData), counts) === null ? { kind: 'unknown' } : { kind: 'row-counts' }
}

/** Rows of the tables that steps name; tables that are not there yet have none. Null when a step does not say which it touches. */
function rowsOf(steps: readonly DataStep[], counts: EstimateFacts['counts']): number | null {
  if (steps.length === 0 || steps.some(({ statements, sql }) => statements.length === 0 && sql.trim() !== '')) return null
  const tables = new Set(steps.flatMap(({ module, statements }) => statements.flatMap(({ touches, locks }) => [...touches, ...locks.map(({ table }) => table)]).map((name) => `${module} ${name.split('.')[0] ?? ''}`)))
  return [...tables].reduce((sum, name) => {
    const [module = '', table = ''] = name.split(' ')
    return sum + (counts.get(module)?.get(table) ?? 0)
  }, 0)
}

function msOf(step: DataStep, { rehearsals, samples }: EstimateFacts, rows: number | null): number | null {
  const rehearsal = rehearsals.find(({ module }) => module === step.module)
  const rehearsed = rehearsal?.migrations.find(({ name }) => name === step.migration)?.durationMs
  if (rehearsal !== undefined && rehearsed !== undefined) return stretched(rehearsed, rehearsal.copiedRows, rehearsal.rows)
  const name = `${step.module} ${step.migration}`
  const times = nearest(samples.filter(({ durations }) => durations[name] !== undefined), rows).map((sample) => stretched(sample.durations[name] ?? 0, sample.rows, rows))
  return median(times)
}

function nearest(samples: readonly MoveSample[], rows: number | null): readonly MoveSample[] {
  const distance = (sample: MoveSample) => (rows === null || sample.rows === null ? Number.MAX_SAFE_INTEGER : Math.abs(sample.rows - rows))
  return samples.toSorted((a, b) => distance(a) - distance(b)).slice(0, nearestSamples)
}

/** In proportion to rows where there are more of them. */
function stretched(ms: number, from: number | null, to: number | null): number {
  return from === null || to === null || from === 0 ? ms : ms * Math.max(1, to / from)
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}
