import type { Catalog, CatalogVersion, LockEntry, Pin } from '@tenon/model'
import { canonicalJson } from '@tenon/model'
import { candidatesOf } from './candidates.ts'
import type { ModuleQuestion } from './candidates.ts'
import { interfaceGroups } from './interface-groups.ts'
import { interfaceIssues } from './interface-issues.ts'
import type { Choice, Conflict, Constraint, Resolution, ResolveIssue } from './resolution.ts'

/** Everything the choice for one tenant rests on. The order of lists carries no meaning. */
export interface ResolveFacts {
  readonly catalog: Catalog
  /** What the tenant runs. */
  readonly locked: readonly LockEntry[]
  /** The tenant's pins. */
  readonly pins: readonly Pin[]
  /** Modules to move: name to semver range. Modules not named stay exactly where they are. */
  readonly targets: Readonly<Record<string, string>>
  /** Version of `@tenon/module-sdk` the host runs. */
  readonly hostVersion: string
}

/**
 * Chooses exactly one version for every module that is locked or asked for: what is not asked to
 * move stays, what is asked to move takes the highest version that its range, its pin, the host,
 * the catalog's status and the interfaces of the tenant's other modules allow. Never a lower
 * version than the locked one. Where interfaces force a choice between modules, the module first
 * in the alphabet keeps its highest version.
 *
 * Deterministic: the same facts in any order give the same result, to the byte.
 *
 * @returns the choices sorted by module, or a conflict with all issues at once
 */
export function resolve(facts: ResolveFacts): Resolution {
  const questions = questionsOf(facts)
  const answers = questions.map((question) => ({ question, candidates: candidatesOf(question, facts.catalog) }))
  const issues = answers.flatMap(({ candidates }) => ('issue' in candidates ? [candidates.issue] : []))
  if (issues.length > 0) return conflictOf(issues)
  const lists = answers.map(({ candidates }) => ('versions' in candidates ? candidates.versions : []))
  const groups = interfaceGroups(lists).map((group) => ({ group, chosen: search(group) }))
  const failed = groups.flatMap(({ group, chosen }) => (chosen === null ? group : []))
  if (failed.length > 0) return conflictOf(interfaceIssues(failed.flatMap((list) => list.slice(0, 1))))
  const chosen = groups.flatMap((group) => group.chosen ?? []).toSorted((a, b) => (a.module < b.module ? -1 : 1))
  return { kind: 'resolved', choices: chosen.map((version) => choiceOf(version, questions.find(({ module }) => module === version.module))) }
}

function questionsOf({ locked, pins, targets, hostVersion }: ResolveFacts): readonly ModuleQuestion[] {
  const modules = [...new Set([...locked.map(({ module }) => module), ...Object.keys(targets)])].toSorted()
  return modules.map((module) => ({
    module,
    range: targets[module] ?? null,
    locked: locked.find((entry) => entry.module === module) ?? null,
    pin: pins.find((pin) => pin.module === module) ?? null,
    hostVersion,
  }))
}

/** Depth-first over the candidate lists: the first complete set without issues is the best one in lexicographic order. */
function search(lists: readonly (readonly CatalogVersion[])[], chosen: readonly CatalogVersion[] = []): readonly CatalogVersion[] | null {
  const next = lists[chosen.length]
  if (next === undefined) return interfaceIssues(chosen).length === 0 ? chosen : null
  for (const version of next) {
    const found = search(lists, [...chosen, version])
    if (found !== null) return found
  }
  return null
}

function choiceOf(version: CatalogVersion, question: ModuleQuestion | undefined): Choice {
  return { module: version.module, version, why: whyOf(question) }
}

function whyOf(question: ModuleQuestion | undefined): string {
  if (question === undefined || question.range === null) return 'locked'
  const pinned = question.pin === null ? '' : `pin ${question.pin.range} by ${question.pin.owner}`
  if (question.range === '*') return pinned === '' ? 'highest version there is' : `highest version allowed by ${pinned}`
  return [`asked for ${question.range}`, pinned].filter((part) => part !== '').join(', within ')
}

function conflictOf(issues: readonly ResolveIssue[]): Resolution {
  const all = issues.flatMap((issue) => ('constraints' in issue ? issue.constraints : []))
  const distinct = new Map<string, Constraint>(all.map((constraint) => [canonicalJson(constraint), constraint]))
  const constraints = [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, constraint]) => constraint)
  const conflict: Conflict = { issues, constraints, core: null, fixes: [] }
  return { kind: 'conflict', conflict }
}
