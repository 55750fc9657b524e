import { explainIssues } from './explain-issues.ts'
import { bestTogether, fitsAsIs } from './fit-together.ts'
import { indexCatalog } from './index-catalog.ts'
import type { CatalogIndex, HostFacts, KnownModule, KnownVersion } from './index-catalog.ts'
import type { InterfaceShape } from './interface-shape.ts'
import { proposeFixes } from './propose-fixes.ts'
import { accepts, judging } from './refusals.ts'
import type { ResolvableVersion } from './resolvable-version.ts'
import type { Choice, Resolution } from './resolution.ts'
import { moduleQuestions } from './resolve-question.ts'
import type { ModuleQuestion, ResolveQuestion } from './resolve-question.ts'

/** What a resolver is made for. */
export interface CreateResolverOptions extends HostFacts {
  /** All known versions. The order carries no meaning. */
  readonly catalog: readonly ResolvableVersion[]
}

/** Answers questions over one catalog and one host. */
export interface Resolver {
  /**
   * Chooses exactly one version for every module that is locked or asked for: what is not asked to
   * move stays, what is asked to move takes the highest version that its range, its pin, the host and the
   * packages it supplies, the tenant's channel, the catalog's status, `minFrom` and the interfaces of the
   * tenant's other modules allow. Never a lower version than the locked one. Where interfaces force a choice
   * between modules, the module first in the alphabet keeps its highest version.
   *
   * Deterministic: the same facts in any order give the same result, to the byte. Costs a few microseconds
   * for a module that was asked about in the same way before; a conflict is explained in milliseconds.
   *
   * @returns the choices sorted by module; or a conflict with its smallest cores and ways out, each checked
   */
  resolve(question: ResolveQuestion): Resolution
}

/**
 * Prepares to answer many questions: parses and sorts the catalog once and remembers what ranges allow.
 * It never changes; make another one when the catalog does.
 *
 * @example
 * const resolver = createResolver({ catalog, hostVersion: '1.4.0', peers: { '@prisma/client': '7.10.1' } })
 * const resolution = resolver.resolve({ locked: lock.entries, pins, targets: { inventory: '^1.2' }, now })
 */
export function createResolver({ catalog, hostVersion, peers }: CreateResolverOptions): Resolver {
  const index = indexCatalog(catalog, { hostVersion, peers })
  const candidatesOf = rememberCandidates()
  const choose = (question: ResolveQuestion) => chooseFor(index, question, candidatesOf)
  return {
    resolve(question) {
      const choices = choose(question)
      if (choices !== null) return { kind: 'resolved', choices }
      const issues = explainIssues(index, question)
      const core = issues[0]?.constraints ?? []
      return { kind: 'conflict', conflict: { issues, core, fixes: proposeFixes({ index, choose }, question, core) } }
    },
  }
}

/** The versions of one module that its own constraints allow: the best of each shape, best first. */
type CandidatesOf = (known: KnownModule, question: ModuleQuestion, now: string) => readonly Candidate[]

interface Candidate extends InterfaceShape {
  readonly entry: ResolvableVersion
}

function chooseFor(index: CatalogIndex, question: ResolveQuestion, candidatesOf: CandidatesOf): readonly Choice[] | null {
  const parts = moduleQuestions(question)
  const domains: (readonly Candidate[])[] = []
  for (const part of parts) {
    const known = index.get(part.module)
    const candidates = known === undefined ? [] : candidatesOf(known, part, question.now)
    if (candidates.length === 0) return null
    domains.push(candidates)
  }
  const best = domains.flatMap(([first]) => (first === undefined ? [] : [first]))
  const chosen = fitsAsIs(best) ? best : bestTogether({ domains, shared: new Set() })
  return chosen === null ? null : parts.flatMap((part, position) => choiceOf(part, chosen[position]?.entry))
}

const mostRemembered = 100_000

/** Remembers candidates by everything they rest on; the memory is emptied when it is full. */
function rememberCandidates(): CandidatesOf {
  const remembered = new Map<string, readonly Candidate[]>()
  return (known, question, now) => {
    const { module, range, pin, channel, locked } = question
    const key = `${module} ${channel} ${locked === null ? '' : `${locked.version} ${locked.integrity}`}\n${range ?? '\n'}\n${pin?.range ?? '\n'}`
    const found = remembered.get(key)
    if (found !== undefined) return found
    if (remembered.size >= mostRemembered) remembered.clear()
    const candidates = findCandidates(known, question, now)
    remembered.set(key, candidates)
    return candidates
  }
}

function findCandidates(known: KnownModule, question: ModuleQuestion, now: string): readonly Candidate[] {
  const judge = judging(question, known, now)
  const best = new Map<InterfaceShape, KnownVersion>()
  for (const [position, version] of known.versions.entries()) {
    if (!best.has(version.shape) && accepts(judge, position)) best.set(version.shape, version)
  }
  return [...best.values()].map(({ entry, shape }) => ({ entry, needs: shape.needs, offers: shape.offers }))
}

function choiceOf(question: ModuleQuestion, version: ResolvableVersion | undefined): readonly Choice[] {
  return version === undefined ? [] : [{ module: question.module, version, why: whyOf(question) }]
}

function whyOf({ range, pin }: ModuleQuestion): string {
  if (range === null) return 'locked'
  const pinned = pin === null ? '' : `pin ${pin.range} by ${pin.owner}`
  if (range === '*') return pinned === '' ? 'highest version there is' : `highest version allowed by ${pinned}`
  return pinned === '' ? `asked for ${range}` : `asked for ${range}, within ${pinned}`
}
