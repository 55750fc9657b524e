import { canonicalJson } from '@tenon/model'
import type { DeltaChange, DeltaSubject, Json, Manifest, PlanDelta } from '@tenon/model'
import { settingFacts } from './setting-facts.ts'

/** What one version says of one thing: its name, and all that may differ under that name. */
export interface DeltaFact {
  readonly name: string
  /** Shown when the thing is new. */
  readonly detail: string
  /** Aspects by word, `default` or `permission`: what may be different under the same name. */
  readonly aspects: Readonly<Record<string, Json>>
}

/** How each subject is read from a manifest. What only describes, a title or a sentence, is no change. */
const subjects: Readonly<Record<DeltaSubject, (manifest: Manifest) => readonly DeltaFact[]>> = {
  setting: ({ settings }) => settingFacts(settings),
  permission: ({ permissions }) => permissions.map(({ name }) => ({ name, detail: '', aspects: {} })),
  route: ({ routes }) => routes.map(({ method, path, permission }) => ({ name: `${method} ${path}`, detail: '', aspects: { permission } })),
  event: ({ events }) => events.map(({ name, payload }) => ({ name, detail: '', aspects: { payload: payload as Json } })),
  dataset: ({ datasets = [] }) => datasets.map(({ name, columns }) => ({ name, detail: '', aspects: { columns: columns as Json } })),
  provides: ({ provides }) => provides.map(({ name, version, operations = [] }) => ({ name, detail: `@${version}`, aspects: { version, operations } })),
  requires: ({ requires }) => requires.map(({ name, range, optional }) => ({ name, detail: `@${range}${optional ? ', optional' : ''}`, aspects: { range, optional } })),
  timer: ({ timers = [] }) => timers.map(({ name, minutes, cron, timeZone }) => ({ name, detail: '', aspects: { runs: minutes === undefined ? `${cron ?? ''}${timeZone === undefined ? '' : ` ${timeZone}`}` : `every ${minutes} min` } })),
}

const order: readonly DeltaChange['change'][] = ['added', 'changed', 'removed']

/** What changes for callers and operators between two versions of a module; everything is new when `from` is null. */
export function deltaOf(from: Manifest | null, to: Manifest): PlanDelta {
  const changes = Object.entries(subjects).flatMap(([subject, factsOf]) => changesOf(subject as DeltaSubject, from === null ? [] : factsOf(from), factsOf(to)))
  return { module: to.name, changes }
}

function changesOf(subject: DeltaSubject, before: readonly DeltaFact[], after: readonly DeltaFact[]): readonly DeltaChange[] {
  const old = new Map(before.map((fact) => [fact.name, fact]))
  const names = new Set(after.map(({ name }) => name))
  const changes: readonly DeltaChange[] = [
    ...after.flatMap((fact): readonly DeltaChange[] => changeOf(subject, old.get(fact.name) ?? null, fact)),
    ...before.filter(({ name }) => !names.has(name)).map(({ name }): DeltaChange => ({ subject, change: 'removed', name, detail: '' })),
  ]
  return changes.toSorted((a, b) => order.indexOf(a.change) - order.indexOf(b.change) || (a.name < b.name ? -1 : 1))
}

function changeOf(subject: DeltaSubject, before: DeltaFact | null, { name, detail, aspects }: DeltaFact): readonly DeltaChange[] {
  if (before === null) return [{ subject, change: 'added', name, detail }]
  const words = [...new Set([...Object.keys(before.aspects), ...Object.keys(aspects)])]
  const different = words.filter((word) => canonicalJson(before.aspects[word] ?? null) !== canonicalJson(aspects[word] ?? null))
  if (different.length === 0) return []
  return [{ subject, change: 'changed', name, detail: different.map((word) => difference(word, before.aspects[word], aspects[word])).join(', ') }]
}

/** Short values are shown, before and after; of long ones only that they differ. */
function difference(word: string, before: Json | undefined, after: Json | undefined): string {
  const [from, to] = [inWords(before), inWords(after)]
  return Math.max(from.length, to.length) > 40 ? word : `${word} ${from} -> ${to}`
}

function inWords(value: Json | undefined): string {
  return value === undefined ? 'none' : typeof value === 'string' ? value : canonicalJson(value)
}
