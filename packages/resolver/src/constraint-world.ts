import type { CatalogIndex } from './index-catalog.ts'
import type { Need, Offer } from './interface-shape.ts'
import { judging, refusals } from './refusals.ts'
import type { Constraint } from './resolution.ts'
import { moduleQuestions } from './resolve-question.ts'
import type { ModuleQuestion, ResolveQuestion } from './resolve-question.ts'

/** Versions of one module that everything treats alike: refused by the same constraints, with the same interfaces. */
export interface VersionGroup {
  /** Lowest first. */
  readonly versions: readonly string[]
  /** Constraints that refuse them, by number. */
  readonly refusedBy: readonly number[]
  readonly needs: readonly { readonly need: Need; readonly constraint: number }[]
  readonly offers: readonly { readonly offer: Offer; readonly constraint: number }[]
}

/** A question with every constraint laid open, so that each can be switched off. */
export interface ConstraintWorld {
  /** By number, in the order in which a reader should meet them; none names its versions yet. */
  readonly constraints: readonly Constraint[]
  /** By module of the question, in its order. */
  readonly groups: readonly (readonly VersionGroup[])[]
  /** The one-provider constraint of each interface, by number. */
  readonly oneProvider: ReadonlyMap<string, number>
}

/** Lays open every constraint behind the answer to a question; modules that are not in the catalog are left out. */
export function constraintWorld(index: CatalogIndex, question: ResolveQuestion): ConstraintWorld {
  const modules = moduleQuestions(question).flatMap((part) => drafts(index, part, question.now))
  const contested = contestedInterfaces(modules)
  const laid = modules.map((list) => list.map((draft) => layOpen(draft, contested.filter((name) => list.some((other) => offers(other, name))))))
  const numbers = numbersOf([...laid.flat().flatMap(({ all }) => all), ...contested.map((name) => oneProvider(name))])
  return {
    constraints: [...numbers.values()].map(({ constraint }) => constraint),
    groups: laid.map((list) => grouped(list, numbers)),
    oneProvider: new Map(contested.map((name) => [name, numberOf(numbers, oneProvider(name))])),
  }
}

interface Draft {
  readonly module: string
  readonly version: string
  readonly refused: readonly Keyed[]
  readonly needs: readonly Need[]
  readonly offers: readonly Offer[]
}

/** A constraint beside a text that only the same constraint has. */
interface Keyed {
  readonly key: string
  readonly constraint: Constraint
}

function keyed(constraint: Constraint): Keyed {
  return { key: Object.values(constraint).join('\n'), constraint }
}

function oneProvider(name: string): Keyed {
  return keyed({ kind: 'one-provider', interface: name })
}

function drafts(index: CatalogIndex, part: ModuleQuestion, now: string): readonly (readonly Draft[])[] {
  const known = index.get(part.module)
  if (known === undefined) return []
  const judge = judging(part, known, now)
  return [known.versions.map(({ entry, shape }, position) => ({ module: part.module, version: entry.version, refused: refusals(judge, position).map(keyed), needs: shape.needs, offers: shape.offers }))]
}

/** Interfaces that a module needs and one can offer, or that several can offer. */
function contestedInterfaces(modules: readonly (readonly Draft[])[]): readonly string[] {
  const wanted = new Set(modules.flat().flatMap(({ needs }) => needs.map(({ name }) => name)))
  const offered = modules.flatMap((list) => [...new Set(list.flatMap((draft) => draft.offers.map(({ name }) => name)))])
  const counts = Map.groupBy(offered, (name) => name)
  return [...counts].filter(([name, { length }]) => length > 1 || wanted.has(name)).map(([name]) => name).toSorted()
}

function offers(draft: Draft, name: string): boolean {
  return draft.offers.some((offer) => offer.name === name)
}

interface LaidOpen {
  readonly version: string
  readonly refused: readonly Keyed[]
  readonly required: readonly (Keyed & { readonly need: Need })[]
  readonly provided: readonly (Keyed & { readonly offer: Offer })[]
  readonly all: readonly Keyed[]
}

/** `names`: the contested interfaces that any version of the module offers. A version that offers nothing of them is limited by that. */
function layOpen({ module, version, refused, needs, offers: offered }: Draft, names: readonly string[]): LaidOpen {
  const required = needs.map((need) => ({ need, ...keyed({ kind: 'requires', module, versions: [], interface: need.name, range: need.range, optional: need.optional }) }))
  const provided = names.map((name) => {
    const versions = offered.find((offer) => offer.name === name)?.versions ?? []
    return { offer: { name, versions }, ...keyed({ kind: 'provides', module, versions: [], interface: name, interfaceVersions: versions }) }
  })
  return { version, refused, required, provided, all: [...refused, ...required, ...provided] }
}

type Numbers = ReadonlyMap<string, { readonly constraint: Constraint; readonly number: number }>

const readingOrder: readonly Constraint['kind'][] = ['asked', 'pin', 'locked', 'min-from', 'channel', 'status', 'host', 'peer', 'one-provider', 'requires', 'provides']

function numbersOf(constraints: readonly Keyed[]): Numbers {
  const distinct = [...new Map(constraints.map((entry) => [entry.key, entry])).values()]
  const sorted = distinct.toSorted((a, b) => readingOrder.indexOf(a.constraint.kind) - readingOrder.indexOf(b.constraint.kind) || (a.key < b.key ? -1 : 1))
  return new Map(sorted.map(({ key, constraint }, number) => [key, { constraint, number }]))
}

function numberOf(numbers: Numbers, { key }: Keyed): number {
  return numbers.get(key)?.number ?? -1
}

function grouped(list: readonly LaidOpen[], numbers: Numbers): readonly VersionGroup[] {
  const groups = Map.groupBy(list, ({ all }) => all.map((entry) => numberOf(numbers, entry)).join(' '))
  return [...groups.values()].flatMap((members) => {
    const [first] = members
    if (first === undefined) return []
    return [{
      versions: members.map(({ version }) => version).toReversed(),
      refusedBy: first.refused.map((entry) => numberOf(numbers, entry)),
      needs: first.required.map((entry) => ({ need: entry.need, constraint: numberOf(numbers, entry) })),
      offers: first.provided.map((entry) => ({ offer: entry.offer, constraint: numberOf(numbers, entry) })),
    }]
  })
}
