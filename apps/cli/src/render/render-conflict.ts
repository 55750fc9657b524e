import type { Problem } from '@tenon/model'
import { changesInWords, offerInWords, versionsInWords } from '@tenon/resolver'
import type { Constraint, Fix } from '@tenon/resolver'
import { alignColumns } from './columns.ts'
import { dayOf } from './words.ts'

/** A plan's conflict for people. */
export interface RenderedConflict {
  /** What cannot be, and how many stand against it. */
  readonly title: string
  /** One aligned line per constraint, then the ways out. */
  readonly lines: readonly string[]
}

/** What a plan's conflict rests on and how to get out of it; null when no constraint takes part. */
export function renderConflict({ details }: Problem): RenderedConflict | null {
  const sentences = listOf<string>(details['sentences'])
  const issues = listOf<Pick<Partial<Reason>, 'constraints'>>(details['issues']).map(({ constraints = [] }, index): Reason => ({ constraints, sentence: sentences[index] ?? '' }))
  const [first, ...others] = issues.toSorted((a, b) => against(b.constraints).length - against(a.constraints).length)
  if (first === undefined || first.constraints.length === 0) return null
  const title = `${String(details['tenant'])} cannot have ${askedIn(first.constraints)}. ${against(first.constraints).length === 0 ? first.sentence : countOf(first.constraints)}`
  return { title, lines: [...constraintLines(first.constraints), ...others.flatMap(furtherLines), ...wayOutLines(listOf<Fix>(details['fixes']))] }
}

/** One issue of a conflict. */
interface Reason {
  readonly constraints: readonly Constraint[]
  readonly sentence: string
}

function furtherLines({ constraints, sentence }: Reason): readonly string[] {
  if (against(constraints).length === 0) return [sentence]
  return [`Nor can it have ${askedIn(constraints)}. ${countOf(constraints)}`, ...constraintLines(constraints)]
}

/** The shape is that of PLAN_CONFLICT, from this process or from a host's answer. */
function listOf<Item>(value: unknown): readonly Item[] {
  return Array.isArray(value) ? (value as readonly Item[]) : []
}

/** What was asked stands in the title; the lines are what it meets. */
function constraintLines(constraints: readonly Constraint[]): readonly string[] {
  return indent(alignColumns(against(constraints).map((constraint) => constraintCells(constraint, constraints))))
}

function against(constraints: readonly Constraint[]): readonly Constraint[] {
  return constraints.filter(({ kind }) => kind !== 'asked')
}

function askedIn(constraints: readonly Constraint[]): string {
  const asked = constraints.flatMap((constraint) => (constraint.kind === 'asked' ? [`${constraint.module} ${constraint.range}`] : []))
  return asked.length === 0 ? 'this lock' : asked.join(' and ')
}

const words = ['', 'This', 'These two', 'These three', 'These four', 'These five', 'These six', 'These seven']

function countOf(constraints: readonly Constraint[]): string {
  const { length } = against(constraints)
  const together = length < constraints.length ? 'together with it' : 'together'
  return length === 1 ? 'This stands against it:' : `${words[length] ?? `These ${length}`} cannot hold ${together}:`
}

function constraintCells(constraint: Constraint, all: readonly Constraint[]): readonly string[] {
  const subject = subjectOf(constraint)
  switch (constraint.kind) {
    case 'asked':
      return ['asked', subject, 'what you asked for']
    case 'pin':
      return ['pin', subject, `${constraint.owner}${untilOf(constraint)}, "${constraint.reason}"`]
    case 'locked':
      return ['locked', subject, constraint.rule === 'stays' ? 'runs now, and nobody asked to move it' : 'runs now, and never goes lower by itself']
    case 'host':
      return ['host', subject, `needs a host ${constraint.hostRange}, this one is ${constraint.hostVersion}`]
    case 'peer':
      return ['host', subject, `needs ${constraint.packageName} ${constraint.range}, this host has ${constraint.supplied ?? 'none'}`]
    case 'status':
      return ['status', subject, constraint.status]
    case 'channel':
      return ['channel', subject, `${constraint.channel}; this tenant takes stable versions`]
    case 'min-from':
      return ['min-from', subject, `from ${constraint.minFrom} or later; ${constraint.locked} runs now`]
    case 'requires':
      return ['requires', subject, `needs ${constraint.interface}@${constraint.range}${all.some(({ kind }) => kind === 'provides') ? '' : ', which nothing here provides'}`]
    case 'provides':
      return ['provides', subject, offerInWords(constraint)]
    case 'one-provider':
      return ['one provider', subject, 'only one module of a tenant may provide it']
    default:
      return constraint satisfies never
  }
}

function subjectOf(constraint: Constraint): string {
  if ('versions' in constraint) return `${constraint.module} ${versionsInWords(constraint.versions)}`
  if (constraint.kind === 'one-provider') return constraint.interface
  return `${constraint.module} ${constraint.kind === 'locked' ? constraint.version : constraint.range}`
}

function untilOf({ expiresAt, expired }: Extract<Constraint, { kind: 'pin' }>): string {
  if (expiresAt === null) return ''
  return expired ? `, expired ${dayOf(expiresAt)} and holds until removed` : `, until ${dayOf(expiresAt)}`
}

function wayOutLines(fixes: readonly Fix[]): readonly string[] {
  if (fixes.length === 0) return []
  const rows = fixes.map((fix, index) => [String.fromCharCode(97 + index), changesInWords(fix.changes), fix.note])
  return ['Ways out, each checked:', ...indent(alignColumns(rows))]
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}
