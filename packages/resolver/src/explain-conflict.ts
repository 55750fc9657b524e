import { compareInterfaceVersions, compareVersions } from './version-range.ts'
import type { CatalogIndex } from './index-catalog.ts'
import { constraintWorld } from './constraint-world.ts'
import type { ConstraintWorld, VersionGroup } from './constraint-world.ts'
import { canFit } from './fit-together.ts'
import type { InterfaceShape } from './interface-shape.ts'
import { minimalCore } from './minimal-core.ts'
import type { Constraint } from './resolution.ts'
import type { ResolveQuestion } from './resolve-question.ts'

/** Smallest sets of constraints that cannot hold together, none sharing a member with another, at most `most`. */
export function minimalCores(index: CatalogIndex, question: ResolveQuestion, most: number): readonly (readonly Constraint[])[] {
  const world = constraintWorld(index, question)
  let members = membersOf(world, question)
  const cores: (readonly Constraint[])[] = []
  while (cores.length < most) {
    const core = minimalCore(members, (held) => isPossible(world, new Set(held.flat())))
    if (core === null || core.length === 0) break
    members = members.filter((member) => !core.includes(member))
    cores.push(inWords(index, world, leastOf(world, core)))
  }
  return cores
}

/** Constraints that are taken away together, by number. */
type Member = readonly number[]

/** One member each; but the lock and the pin of a module that nobody asked to move hold it there together. */
function membersOf({ constraints }: ConstraintWorld, { targets }: ResolveQuestion): readonly Member[] {
  const numbered = constraints.map((constraint, number) => ({ number, key: holdsStill(constraint, targets) ? `held ${constraint.module}` : String(number) }))
  return [...Map.groupBy(numbered, ({ key }) => key).values()].map((list) => list.map(({ number }) => number))
}

function holdsStill(constraint: Constraint, targets: ResolveQuestion['targets']): constraint is Extract<Constraint, { kind: 'pin' | 'locked' }> {
  return (constraint.kind === 'locked' || constraint.kind === 'pin') && !Object.hasOwn(targets, constraint.module)
}

/** Of a lock and a pin that hold a module there together, the pin alone when that is enough, else the lock, which says more. */
function leastOf(world: ConstraintWorld, core: readonly Member[]): readonly number[] {
  let least = core
  for (const member of core.filter((candidate) => candidate.length > 1)) {
    const [pins, locks] = [ofKind(world, member, 'pin'), ofKind(world, member, 'locked')]
    const onlyPin = least.with(least.indexOf(member), pins)
    least = isPossible(world, new Set(onlyPin.flat())) ? least.with(least.indexOf(member), locks) : onlyPin
  }
  return least.flat().toSorted((a, b) => a - b)
}

function ofKind({ constraints }: ConstraintWorld, member: Member, kind: Constraint['kind']): Member {
  return member.filter((number) => constraints[number]?.kind === kind)
}

function isPossible(world: ConstraintWorld, held: ReadonlySet<number>): boolean {
  const domains = world.groups.map((groups) => groups.filter(({ refusedBy }) => !refusedBy.some((number) => held.has(number))).map((group) => shapeOf(group, held)))
  const shared = new Set([...world.oneProvider].filter(([, number]) => !held.has(number)).map(([name]) => name))
  return canFit({ domains, shared })
}

function shapeOf({ needs, offers }: VersionGroup, held: ReadonlySet<number>): InterfaceShape {
  return {
    needs: needs.filter(({ constraint }) => held.has(constraint)).map(({ need }) => need),
    offers: offers.flatMap(({ offer, constraint }) => {
      if (!held.has(constraint)) return [{ name: offer.name, versions: null }]
      return offer.versions?.length === 0 ? [] : [offer]
    }),
  }
}

/** The constraints with the versions that they concern here: those that no other member of the core rules out already. */
function inWords(index: CatalogIndex, { constraints, groups }: ConstraintWorld, core: readonly number[]): readonly Constraint[] {
  const held = new Set(core)
  return core.flatMap((number): readonly Constraint[] => {
    const constraint = constraints[number]
    if (constraint === undefined || !('versions' in constraint)) return constraint === undefined ? [] : [constraint]
    const concerned = groups.flat().filter((group) => concerns(group, number))
    const left = concerned.filter(({ refusedBy }) => !refusedBy.some((other) => other !== number && held.has(other)))
    const versions = (left.length > 0 ? left : concerned).flatMap((group) => group.versions).toSorted(compareVersions)
    return [constraint.kind === 'provides' ? { ...constraint, versions, interfaceVersions: offeredBy(index, constraint, versions) } : { ...constraint, versions }]
  })
}

/** What these versions offer themselves, where the world let one version of an interface stand for all that fit the same ranges. */
function offeredBy(index: CatalogIndex, { module, interface: wanted }: Extract<Constraint, { kind: 'provides' }>, versions: readonly string[]): readonly string[] {
  const entries = (index.get(module)?.versions ?? []).filter(({ entry }) => versions.includes(entry.version))
  const offered = entries.flatMap(({ entry }) => entry.manifest.provides).filter(({ name }) => name === wanted)
  return [...new Set(offered.map(({ version }) => version))].toSorted(compareInterfaceVersions)
}

function concerns({ refusedBy, needs, offers }: VersionGroup, number: number): boolean {
  return refusedBy.includes(number) || [...needs, ...offers].some(({ constraint }) => constraint === number)
}
