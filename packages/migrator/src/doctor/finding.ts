/** Everything that is looked at, in the order in which a person would. */
export const doctorChecks = [
  'server-version', 'fsync', 'full-page-writes', 'autovacuum', 'roles', 'runtime-role', 'guards', 'exposed-relations', 'control-plane-guards',
  'marks', 'invalid-indexes', 'binding', 'notifications', 'lock-table', 'connections', 'module-schemas', 'crash-recovery', 'shared-buffers',
  'long-transactions', 'idle-transactions', 'session-timeouts',
] as const

/** What was looked at. */
export type DoctorCheck = (typeof doctorChecks)[number]

/** What one check found. */
export interface DoctorFinding {
  readonly check: DoctorCheck
  /** `problem`: data, isolation or the next move is at risk. `advice`: works now and will hurt later. */
  readonly verdict: 'ok' | 'advice' | 'problem'
  readonly found: string
  readonly why: string
  /** What to do; empty when it is ok. */
  readonly next: string
}

/** What a check says of itself and what may be wrong with it; nothing wrong makes it ok. */
export interface Judged {
  readonly check: DoctorCheck
  readonly found: string
  readonly why: string
  readonly faults: readonly Fault[]
}

/** One way in which a check may fail. */
export interface Fault {
  readonly verdict: 'advice' | 'problem'
  readonly when: boolean
  /** Default: what the check found. */
  readonly found?: string
  readonly next: string
}

/** The finding of a check: all its faults of the worst kind that hold, so that nobody has to come back for the second. */
export function findingOf({ check, found, why, faults }: Judged): DoctorFinding {
  const held = faults.filter(({ when }) => when)
  const verdict = held.some((fault) => fault.verdict === 'problem') ? 'problem' : 'advice'
  const worst = held.filter((fault) => fault.verdict === verdict)
  if (worst.length === 0) return { check, verdict: 'ok', found, why, next: '' }
  const once = (texts: readonly string[], separator: string) => [...new Set(texts)].join(separator)
  return { check, verdict, found: once(worst.map((fault) => fault.found ?? found), '; '), why, next: once(worst.map(({ next }) => next), ' ') }
}

/** The first few of a list, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const most = 5
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${(names.length - most).toLocaleString('en')} more`
}
