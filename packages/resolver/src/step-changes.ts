import { applyFix } from './apply-fix.ts'
import type { Change } from './fix.ts'
import type { Choose, FixParts } from './propose-fixes.ts'
import type { Choice, Constraint } from './resolution.ts'
import type { ResolveQuestion } from './resolve-question.ts'

/** Stepping stones looked for between what runs and what was asked, at most. */
const mostStones = 3

/**
 * Ways round a `min-from`: versions of the module to go through first. Checked to the end: each step
 * resolves from the one before, and from the last one what was asked resolves. Shortest, then highest.
 */
export function stepChanges({ index, choose }: FixParts, question: ResolveQuestion, core: readonly Constraint[]): readonly (readonly Change[])[] {
  return core.filter((constraint) => constraint.kind === 'min-from').flatMap(({ module }) => {
    const known = index.get(module)?.versions ?? []
    const through = search(choose, { module, versions: known.map(({ entry }) => entry.version) }, [{ question, through: [] }])
    return through === null ? [] : [[{ kind: 'step', module, through } satisfies Change]]
  })
}

interface Stones {
  readonly module: string
  /** Newest first. */
  readonly versions: readonly string[]
}

/** The original question, asked of the tenant as it is after these steps. */
interface Way {
  readonly question: ResolveQuestion
  readonly through: readonly string[]
}

function search(choose: Choose, stones: Stones, ways: readonly Way[]): readonly string[] | null {
  const arrived = ways.find(({ question, through }) => through.length > 0 && choose(question) !== null)
  if (arrived !== undefined) return arrived.through
  const further = ways.filter(({ through }) => through.length < mostStones).flatMap((way) => stones.versions.flatMap((version) => step(choose, way, { module: stones.module, version })))
  const distinct = further.filter((way, position) => further.findIndex((other) => other.through.at(-1) === way.through.at(-1)) === position)
  return distinct.length === 0 ? null : search(choose, stones, distinct)
}

function step(choose: Choose, { question, through }: Way, { module, version }: { readonly module: string; readonly version: string }): readonly Way[] {
  const running = question.locked.find((entry) => entry.module === module)
  if (running?.version === version || through.includes(version)) return []
  const choices = choose(applyFix(question, { changes: [{ kind: 'step', module, through: [version] }] }))
  return choices === null ? [] : [{ question: arrivedAt(question, choices), through: [...through, version] }]
}

/** The tenant as it runs after a move, asking the same as before. */
function arrivedAt(question: ResolveQuestion, choices: readonly Choice[]): ResolveQuestion {
  const chosen = new Map(choices.map(({ module, version }) => [module, version]))
  return { ...question, locked: question.locked.map((entry) => ({ ...entry, version: chosen.get(entry.module)?.version ?? entry.version, integrity: chosen.get(entry.module)?.integrity ?? entry.integrity })) }
}
