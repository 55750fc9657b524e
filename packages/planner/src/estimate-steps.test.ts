import type { PlanRehearsal, PlanStep } from '@tenon/model'
import { describe, expect, test } from 'vitest'
import { estimateSteps } from './estimate-steps.ts'
import type { EstimateFacts, MoveSample } from './estimate-steps.ts'

const touching = (table: string) => [{ touches: [table], locks: [] }] as unknown as Extract<PlanStep, { sql: string }>['statements']
const step = (migration: string, table: string): PlanStep => ({ kind: 'migrate-up', module: 'sample', migration, dataVersion: 1, phase: 'expand', sql: 'select 1;', statements: touching(table) })
const steps: readonly PlanStep[] = [{ kind: 'hold', module: 'sample', budgetMs: 10 }, step('0001_a', 'item'), step('0002_b', 'place')]
const counts = new Map([['sample', new Map([['item', 100], ['place', 20]])]])
const sample = (rows: number | null, a: number, b?: number): MoveSample => ({ rows, durations: { 'sample 0001_a': a, ...(b === undefined ? {} : { 'sample 0002_b': b }) } })
const facts = (more: Partial<EstimateFacts> = {}): EstimateFacts => ({ steps, counts, rehearsals: [], samples: [], ...more })
const timesOf = (more: Partial<EstimateFacts>) => estimateSteps(facts(more)).steps.map(({ ms }) => ms)
const rehearsal = (rows: number, copiedRows: number, ...times: readonly number[]) =>
  ({ module: 'sample', rows, copiedRows, migrations: times.map((durationMs, index) => ({ name: index === 0 ? '0001_a' : '0002_b', durationMs })) }) as unknown as PlanRehearsal

describe('an estimate', () => {
  test('counts the rows of the tables that steps touch, each table once, and times only steps with data', () => {
    expect(estimateSteps(facts())).toEqual({ basis: { kind: 'row-counts' }, rows: 120, totalMs: null, steps: [{ ms: null, rows: null }, { ms: null, rows: 100 }, { ms: null, rows: 20 }] })
    expect(estimateSteps(facts({ steps: [step('0001_a', 'item'), step('0002_b', 'item')] })).rows).toBe(100)
  })

  test('knows nothing where a step does not say what it touches', () => {
    const silent: PlanStep = { kind: 'migrate-up', module: 'sample', migration: '0001_a', dataVersion: 1, phase: 'expand', sql: 'select 1;', statements: [] }
    expect(estimateSteps(facts({ steps: [silent] }))).toMatchObject({ basis: { kind: 'unknown' }, rows: null, totalMs: null })
  })

  test('takes tables that are not there yet as empty', () => {
    expect(estimateSteps(facts({ counts: new Map() }))).toMatchObject({ basis: { kind: 'row-counts' }, rows: 0 })
  })

  test('rests on a rehearsal before anything else, stretched from the rows it copied', () => {
    expect(timesOf({ rehearsals: [rehearsal(100, 50, 8, 2)], samples: [sample(120, 999, 999)] })).toEqual([null, 16, 4])
    expect(estimateSteps(facts({ rehearsals: [rehearsal(100, 100, 8, 2)], samples: [sample(120, 999, 999)] }))).toMatchObject({ basis: { kind: 'rehearsal' }, totalMs: 10 })
  })

  test('takes the median of the five earlier moves with the nearest number of rows', () => {
    const samples = [sample(1_000_000, 9_000, 9_000), ...[1, 2, 3, 4, 5].map((ms) => sample(120, ms, 10 * ms))]
    expect(timesOf({ samples })).toEqual([null, 3, 30])
    expect(estimateSteps(facts({ samples })).basis).toEqual({ kind: 'operations', count: 6, rowsFrom: 120, rowsTo: 1_000_000 })
  })

  test('grows with rows and never shrinks with them', () => {
    expect(timesOf({ samples: [sample(60, 5, 1)] })).toEqual([null, 10, 2])
    expect(timesOf({ samples: [sample(1_200, 5, 1)] })).toEqual([null, 5, 1])
    expect(timesOf({ samples: [sample(0, 5, 1)] })).toEqual([null, 5, 1])
    expect(timesOf({ samples: [sample(null, 5, 1)] })).toEqual([null, 5, 1])
  })

  test('has no total while a step is unknown', () => {
    const estimate = estimateSteps(facts({ samples: [sample(120, 5)] }))
    expect(estimate.steps.map(({ ms }) => ms)).toEqual([null, 5, null])
    expect(estimate.totalMs).toBeNull()
  })
})
