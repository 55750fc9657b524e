import { interfaceAllows, isRange, rangeAround } from './version-range.ts'
import type { Change } from './fix.ts'
import type { CatalogIndex, KnownVersion } from './index-catalog.ts'
import type { Constraint } from './resolution.ts'
import type { ResolveQuestion } from './resolve-question.ts'

/** What one member of a core suggests, unchecked: alternatives, each a list of changes to make together. */
export function proposeChanges(index: CatalogIndex, question: ResolveQuestion, core: readonly Constraint[]): readonly (readonly Change[])[] {
  return core.flatMap((constraint) => proposalsFor(constraint, { index, question, core }))
}

interface Context {
  readonly index: CatalogIndex
  readonly question: ResolveQuestion
  readonly core: readonly Constraint[]
}

function proposalsFor(constraint: Constraint, context: Context): readonly (readonly Change[])[] {
  switch (constraint.kind) {
    case 'asked':
      return [...askOthers(constraint.module, context), ...leave(constraint.module, context)]
    case 'pin':
      return Object.hasOwn(context.question.targets, constraint.module) ? repin(constraint, context) : moveAlong(constraint.module, context)
    case 'locked':
      return constraint.rule === 'stays' ? moveAlong(constraint.module, context) : []
    case 'channel':
      return [[{ kind: 'channel', module: constraint.module, channel: 'beta' }]]
    case 'status':
      return constraint.status === 'yanked' ? [] : constraint.versions.slice(-1).map((version) => [{ kind: 'ask', module: constraint.module, range: version }])
    case 'requires':
      return context.core.some(({ kind }) => kind === 'provides') ? [] : install(constraint, context)
    default:
      return []
  }
}

function leave(module: string, { question }: Context): readonly (readonly Change[])[] {
  return Object.keys(question.targets).length > 1 ? [[{ kind: 'leave', module }]] : []
}

/** Any version of what was asked; the range is drawn around the version that this gives. */
function askOthers(module: string, { question }: Context): readonly (readonly Change[])[] {
  return question.targets[module] === '*' ? [] : [[{ kind: 'ask', module, range: '*' }]]
}

/** A module that stays now: up to the lowest version of each shape above what runs, lowest first; its pin goes with it. */
function moveAlong(module: string, { index, question }: Context): readonly (readonly Change[])[] {
  const known = index.get(module)
  const locked = question.locked.find((entry) => entry.module === module)?.version
  const running = known?.versions.findIndex(({ entry }) => entry.version === locked) ?? -1
  const higher = known?.versions.slice(0, running < 0 ? undefined : running) ?? []
  const pin = question.pins.find((candidate) => candidate.module === module)
  return lowestOfShapes(higher).toReversed().flatMap((lowest): readonly (readonly Change[])[] => {
    const range = rangeAround(lowest)
    const move: Change = { kind: 'move-along', module, range }
    return pin === undefined ? [[move]] : [[move], [{ kind: 'pin', module, range, owner: pin.owner }, move]]
  })
}

/** To what was asked; an expired pin first goes. */
function repin({ module, owner, expired }: Extract<Constraint, { kind: 'pin' }>, { question }: Context): readonly (readonly Change[])[] {
  const range = question.targets[module]
  const dropped: Change = { kind: 'pin', module, range: null, owner }
  if (expired || range === undefined || !isRange(range)) return [[dropped]]
  return [[{ kind: 'pin', module, range, owner }], [dropped]]
}

/** Modules that the tenant does not have and that offer what is needed, each at its highest fitting version. */
function install({ interface: name, range }: Extract<Constraint, { kind: 'requires' }>, { index, question }: Context): readonly (readonly Change[])[] {
  const present = new Set([...question.locked.map(({ module }) => module), ...Object.keys(question.targets)])
  const others = [...index].filter(([module]) => !present.has(module)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return others.flatMap(([module, { versions }]): readonly (readonly Change[])[] => {
    const offering = versions.find(({ channel, entry, shape }) => channel === 'stable' && entry.status === 'available' && shape.offers.some((offer) => offer.name === name && offer.versions?.some((version) => interfaceAllows(range, version))))
    return offering === undefined ? [] : [[{ kind: 'install', module, range: rangeAround(offering.entry.version) }]]
  })
}

/** The lowest version of each shape, highest first. */
function lowestOfShapes(versions: readonly KnownVersion[]): readonly string[] {
  return [...Map.groupBy(versions, ({ shape }) => shape).values()].flatMap((alike) => alike.slice(-1)).map(({ entry }) => entry.version)
}
