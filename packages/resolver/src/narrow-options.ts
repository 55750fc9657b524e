import type { InterfaceShape, Need } from './interface-shape.ts'
import { interfaceAllows } from './version-range.ts'

/** For each module what may still be chosen, best first. */
export type Domains<Item extends InterfaceShape> = readonly (readonly Item[])[]

/** Interfaces that several modules may provide at once. */
export type SharedInterfaces = ReadonlySet<string>

/**
 * Takes away what cannot be part of any solution, until nothing more follows: needs that no remaining
 * option meets, second providers, and where one module alone can meet a certain need, its options that do not.
 * With one option for each module the answer is exact: they fit together, or null.
 */
export function narrowOptions<Item extends InterfaceShape>(domains: Domains<Item>, shared: SharedInterfaces): Domains<Item> | null {
  let current = domains
  for (;;) {
    const market = marketOf(current, shared)
    const kept = current.map((options, module) => keep(options, (option) => isPossible(option, module, market)))
    if (kept.some((options) => options.length === 0)) return null
    const forced = forceSuppliers(kept, market)
    if (forced.every((options, module) => options.length === current[module]?.length)) return current
    current = forced
  }
}

interface Offered {
  readonly module: number
  readonly versions: readonly string[] | null
}

/** What is on offer, by interface; and which modules provide it whatever is chosen for them, where only one may. */
interface Market {
  readonly offers: ReadonlyMap<string, readonly Offered[]>
  readonly certain: ReadonlyMap<string, readonly number[]>
  readonly shared: SharedInterfaces
}

function marketOf<Item extends InterfaceShape>(domains: Domains<Item>, shared: SharedInterfaces): Market {
  const offers = new Map<string, Offered[]>()
  const certain = new Map<string, number[]>()
  for (const [module, options] of domains.entries()) {
    const counts = new Map<string, number>()
    for (const { name, versions } of options.flatMap((option) => option.offers)) {
      listIn(offers, name).push({ module, versions })
      if (versions !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    for (const [name, count] of counts) if (count === options.length) listIn(certain, name).push(module)
  }
  return { offers, certain, shared }
}

function isPossible(option: InterfaceShape, module: number, market: Market): boolean {
  return option.offers.every(({ name, versions }) => versions === null || market.shared.has(name) || isAlone(name, module, market))
    && option.needs.every((need) => isMet(need, { option, module }, market))
}

function isAlone(name: string, module: number, { certain }: Market): boolean {
  return (certain.get(name) ?? []).every((other) => other === module)
}

/** An optional interface may be absent, but when it is there it must fit. */
function isMet(need: Need, { option, module }: { readonly option: InterfaceShape; readonly module: number }, { offers, certain }: Market): boolean {
  if (meetsItself(option, need)) return true
  if ((offers.get(need.name) ?? []).some((offered) => offered.module !== module && fits(need, offered.versions))) return true
  if (!need.optional) return false
  return !option.offers.some(({ name }) => name === need.name) && (certain.get(need.name) ?? []).every((other) => other === module)
}

function meetsItself(option: InterfaceShape, need: Need): boolean {
  return option.offers.some(({ name, versions }) => name === need.name && fits(need, versions))
}

/** A module with one option left has certain needs; whoever alone can meet one must. */
function forceSuppliers<Item extends InterfaceShape>(domains: Domains<Item>, { offers }: Market): Domains<Item> {
  const forced = [...domains]
  for (const [module, [only, ...others]] of domains.entries()) {
    if (only === undefined || others.length > 0) continue
    for (const need of only.needs.filter(({ optional }) => !optional)) {
      if (meetsItself(only, need)) continue
      const suppliers = new Set((offers.get(need.name) ?? []).filter((offered) => offered.module !== module && fits(need, offered.versions)).map((offered) => offered.module))
      const [supplier, ...more] = suppliers
      if (supplier !== undefined && more.length === 0) forced[supplier] = keep(forced[supplier] ?? [], (option) => meetsItself(option, need))
    }
  }
  return forced
}

function fits({ range }: Need, versions: readonly string[] | null): boolean {
  return versions === null || versions.some((version) => interfaceFits(range, version))
}

/** The same few ranges and versions meet again and again in one process; both come from manifests of the catalog. */
const remembered = new Map<string, boolean>()
const mostRemembered = 10_000

function interfaceFits(range: string, version: string): boolean {
  const key = `${version} ${range}`
  const known = remembered.get(key)
  if (known !== undefined) return known
  if (remembered.size >= mostRemembered) remembered.clear()
  const allows = interfaceAllows(range, version)
  remembered.set(key, allows)
  return allows
}

/** The list itself when nothing goes. */
function keep<Item>(items: readonly Item[], predicate: (item: Item) => boolean): readonly Item[] {
  const kept = items.filter(predicate)
  return kept.length === items.length ? items : kept
}

function listIn<Value>(map: Map<string, Value[]>, key: string): Value[] {
  const list = map.get(key) ?? []
  map.set(key, list)
  return list
}
