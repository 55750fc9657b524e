import { applyFix } from './apply-fix.ts'
import { minimalCores } from './explain-conflict.ts'
import { noteOf } from './fix-note.ts'
import type { Change, Fix } from './fix.ts'
import type { CatalogIndex } from './index-catalog.ts'
import { proposeChanges } from './propose-changes.ts'
import type { Choice, Constraint } from './resolution.ts'
import type { ResolveQuestion } from './resolve-question.ts'
import { stepChanges } from './step-changes.ts'
import { rangeAround } from './version-range.ts'

/** How a question is answered: the choices, or null. */
export type Choose = (question: ResolveQuestion) => readonly Choice[] | null

/** What fixes are sought with. */
export interface FixParts {
  readonly index: CatalogIndex
  readonly choose: Choose
}

const mostFixes = 3
/** Changes that have to be made together, at most. */
const mostRounds = 3
/** Half ways that are looked into further in one round: each costs an explanation of its own. */
const mostHalfWays = 3

/**
 * Up to three ways out of a conflict, different in kind, least disturbing first. Each was applied and
 * resolves. None goes below what runs: every one is checked by the same rules as the question.
 */
export function proposeFixes(parts: FixParts, question: ResolveQuestion, core: readonly Constraint[]): readonly Fix[] {
  let halfWays: readonly HalfWay[] = [{ changes: [], core }]
  for (let round = 0; round < mostRounds; round += 1) {
    const tried = halfWays.flatMap((halfWay) => continued(parts, question, halfWay))
    const fixes = [...tried, ...(round === 0 ? stepChanges(parts, question, core) : [])].flatMap((changes) => checked(parts, question, { changes, core }))
    if (fixes.length > 0) return leastDisturbing(fixes)
    halfWays = tried.slice(0, mostHalfWays).flatMap((changes) => nextCore(parts, question, changes))
  }
  return []
}

/** Changes made so far, and what still stands against the question with them. */
interface HalfWay {
  readonly changes: readonly Change[]
  readonly core: readonly Constraint[]
}

function continued({ index }: FixParts, question: ResolveQuestion, { changes, core }: HalfWay): readonly (readonly Change[])[] {
  const touched = new Set(changes.map(({ module }) => module))
  const proposals = proposeChanges(index, applyFix(question, { changes }), core)
  return proposals.filter((proposal) => proposal.every(({ module }) => !touched.has(module))).map((proposal) => [...changes, ...proposal])
}

function nextCore({ index }: FixParts, question: ResolveQuestion, changes: readonly Change[]): readonly HalfWay[] {
  const [core] = minimalCores(index, applyFix(question, { changes }), 1)
  return core === undefined ? [] : [{ changes, core }]
}

function checked({ choose }: FixParts, question: ResolveQuestion, { changes, core }: HalfWay): readonly Fix[] {
  const found = choose(applyFix(question, { changes }))
  if (found === null) return []
  const exact = changes.map((change) => drawnAround(change, found))
  const choices = choose(applyFix(question, { changes: exact }))
  if (choices === null || exact.some((change) => isEmpty(change, question, choices))) return []
  const moves = movesOf(question, choices)
  return [{ kind: kindOf(exact), changes: exact, moves, note: noteOf(exact, choices, core) }]
}

/** `*` was asked to see what there is; what is proposed is a range around that. */
function drawnAround(change: Change, choices: readonly Choice[]): Change {
  if (change.kind !== 'ask' || change.range !== '*') return change
  const chosen = choices.find(({ module }) => module === change.module)
  return chosen === undefined ? change : { ...change, range: rangeAround(chosen.version.version) }
}

/** A change that asks a module to move and leaves it where it is changes nothing. */
function isEmpty(change: Change, { locked }: ResolveQuestion, choices: readonly Choice[]): boolean {
  if (change.kind !== 'ask' && change.kind !== 'move-along') return false
  const running = locked.find(({ module }) => module === change.module)
  return running !== undefined && choices.some(({ module, version }) => module === change.module && version.version === running.version)
}

function movesOf({ locked }: ResolveQuestion, choices: readonly Choice[]): Fix['moves'] {
  const running = new Map(locked.map(({ module, version }) => [module, version]))
  const all = choices.map(({ module, version }) => ({ module, from: running.get(module) ?? null, to: version.version }))
  return all.filter(({ from, to }) => from !== to)
}

/** How much a change asks of others: a stepping stone gives what was asked, another range asks nobody, another pin asks its owner. */
const disturbance = { step: 1, ask: 2, 'move-along': 3, install: 4, leave: 5, channel: 6, pin: 7 } as const satisfies Record<Change['kind'], number>

function kindOf(changes: readonly Change[]): Change['kind'] {
  return changes.map(({ kind }) => kind).reduce((most, kind) => (disturbance[kind] > disturbance[most] ? kind : most))
}

function leastDisturbing(fixes: readonly Fix[]): readonly Fix[] {
  const sorted = fixes.toSorted((a, b) => disturbanceOf(a) - disturbanceOf(b))
  return sorted.filter((fix, position) => sorted.findIndex(({ kind }) => kind === fix.kind) === position).slice(0, mostFixes)
}

function disturbanceOf({ changes }: Fix): number {
  return changes.reduce((sum, { kind }) => sum + disturbance[kind], 0)
}
