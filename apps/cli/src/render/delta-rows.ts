import type { DeltaChange, DeltaSubject, PlanDelta } from '@tenon/model'
import type { PlanRow, ShownSteps } from './render-plan.ts'
import { someOf } from './words.ts'

const words: Readonly<Record<DeltaSubject, string>> = {
  setting: 'settings', permission: 'permissions', route: 'routes', event: 'events', dataset: 'datasets', provides: 'provides', requires: 'requires', timer: 'timers',
}
const signs: Readonly<Record<DeltaChange['change'], string>> = { added: '+', changed: '~', removed: '-' }

/** So many names stand on one row; changes with something to say take a row each, and past this many of one subject the rest are counted. */
const mostNames = 2
const mostRows = 5

/** What changes for callers and operators, by subject. */
export function deltaRows({ deltas, moves }: ShownSteps): readonly PlanRow[] {
  return deltas.flatMap((delta) => {
    const off = new Set(moves.find(({ module }) => module === delta.module)?.permissionsOff ?? [])
    return Object.keys(words).flatMap((subject) => subjectRows(delta, subject as DeltaSubject, off).map(([, what, text, note]): PlanRow =>
      ['', what, text, [note, deltas.length > 1 && what !== '' ? delta.module : ''].filter((part) => part !== '').join('; ')]))
  })
}

function subjectRows({ changes }: PlanDelta, subject: DeltaSubject, off: ReadonlySet<string>): readonly PlanRow[] {
  const own = changes.filter((change) => change.subject === subject)
  const rows = (['added', 'changed', 'removed'] as const).flatMap((kind) => rowsOf(own.filter(({ change }) => change === kind), off))
  const shown = rows.length > mostRows ? [...rows.slice(0, mostRows - 1), ['', '', `and ${rows.length - mostRows + 1} more; --json shows all`, ''] as const] : rows
  return shown.map(([, , text, note], index): PlanRow => ['', index === 0 ? words[subject] : '', text, note])
}

function rowsOf(changes: readonly DeltaChange[], off: ReadonlySet<string>): readonly PlanRow[] {
  const [plain, telling] = [changes.filter(({ detail }) => detail === ''), changes.filter(({ detail }) => detail !== '')]
  const [closed, open] = [plain.filter((change) => isOff(change, off)), plain.filter((change) => !isOff(change, off))]
  return [...namesRows(open, ''), ...namesRows(closed, 'off until granted'), ...telling.map(({ change, subject, name, detail }): PlanRow => ['', '', `${signs[change]} ${name}${subject === 'provides' || subject === 'requires' ? (change === 'added' ? '' : ' ') : ' '}${detail}`, ''])]
}

function isOff({ subject, change, name }: DeltaChange, off: ReadonlySet<string>): boolean {
  return subject === 'permission' && change === 'added' && off.has(name)
}

function namesRows(changes: readonly DeltaChange[], note: string): readonly PlanRow[] {
  const [first] = changes
  if (first === undefined) return []
  const names = changes.map(({ name }) => name)
  // What has a note beside it takes less of the line.
  return [['', '', `${signs[first.change]} ${someOf(names, note === '' ? mostNames : 1)}`, note]]
}
