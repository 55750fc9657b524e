import type { InterfaceShape } from './interface-shape.ts'
import { narrowOptions } from './narrow-options.ts'
import type { Domains, SharedInterfaces } from './narrow-options.ts'

/** What may be chosen for each module, and which interfaces may have several providers. */
export interface FitQuestion<Item extends InterfaceShape> {
  readonly domains: Domains<Item>
  readonly shared: SharedInterfaces
}

/**
 * One option for each module such that all fit together and the first module has the best it can have,
 * then the second, and so on; null when nothing fits.
 * Narrows after each choice and searches modules that share no open interface on their own, so that
 * many modules cost little; two hundred that need each other in every way can still take long.
 */
export function bestTogether<Item extends InterfaceShape>({ domains, shared }: FitQuestion<Item>): readonly Item[] | null {
  let fixed = narrowOptions(domains, shared)
  let found = fixed === null ? null : settle(fixed, allOf(fixed), shared)
  if (fixed === null || found === null) return null
  for (const [module, options] of domains.entries()) {
    for (const option of options) {
      if (!fixed[module]?.includes(option)) continue
      const narrowed: Domains<Item> | null = narrowOptions(replace(fixed, module, option), shared)
      if (narrowed === null) continue
      const solution: Domains<Item> | null = found[module]?.[0] === option ? found : settle(narrowed, allOf(narrowed), shared)
      if (solution === null) continue
      fixed = narrowed
      found = solution
      break
    }
  }
  return found.flatMap((options) => options)
}

/** Whether these fit together, one of each module; at once where none of them has an interface. */
export function fitsAsIs(items: readonly InterfaceShape[]): boolean {
  return items.every(({ needs, offers }) => needs.length === 0 && offers.length === 0) || narrowOptions(items.map((item) => [item]), new Set()) !== null
}

/** Whether any choice fits together. */
export function canFit<Item extends InterfaceShape>({ domains, shared }: FitQuestion<Item>): boolean {
  const narrowed = narrowOptions(domains, shared)
  return narrowed !== null && settle(narrowed, allOf(narrowed), shared) !== null
}

/** Leaves one option for each of these modules, or null. The domains have been narrowed. */
function settle<Item extends InterfaceShape>(domains: Domains<Item>, among: readonly number[], shared: SharedInterfaces): Domains<Item> | null {
  const open = among.filter((module) => (domains[module]?.length ?? 0) > 1)
  if (open.length === 0) return domains
  // Where much is possible the first of everything mostly fits: one look instead of a branch for each module.
  const firsts = narrowOptions(domains.map((options, module) => (open.includes(module) ? options.slice(0, 1) : options)), shared)
  if (firsts !== null) return firsts
  let settled = domains
  for (const group of interfaceGroups(domains, open)) {
    const next = branch(settled, group, shared)
    if (next === null) return null
    settled = next
  }
  return settled
}

function branch<Item extends InterfaceShape>(domains: Domains<Item>, group: readonly number[], shared: SharedInterfaces): Domains<Item> | null {
  const smallest = group.reduce((a, b) => ((domains[b]?.length ?? 0) < (domains[a]?.length ?? 0) ? b : a))
  for (const option of domains[smallest] ?? []) {
    const narrowed = narrowOptions(replace(domains, smallest, option), shared)
    const settled = narrowed === null ? null : settle(narrowed, group, shared)
    if (settled !== null) return settled
  }
  return null
}

/** Splits modules into groups such that what is chosen in one matters to no other: they share no interface that one of them may still offer. */
function interfaceGroups<Item extends InterfaceShape>(domains: Domains<Item>, modules: readonly number[]): readonly (readonly number[])[] {
  const open = new Set(modules.flatMap((module) => (domains[module] ?? []).flatMap(({ offers }) => offers.map(({ name }) => name))))
  let groups: readonly InterfaceGroup[] = []
  for (const module of modules) {
    const names = new Set(namesIn(domains[module] ?? []).filter((name) => open.has(name)))
    const touching = groups.filter((group) => [...names].some((name) => group.names.has(name)))
    const joined = { modules: [...touching.flatMap((group) => group.modules), module], names: new Set([...touching.flatMap((group) => [...group.names]), ...names]) }
    groups = [...groups.filter((group) => !touching.includes(group)), joined]
  }
  return groups.map((group) => group.modules)
}

interface InterfaceGroup {
  readonly modules: readonly number[]
  readonly names: ReadonlySet<string>
}

function namesIn(options: readonly InterfaceShape[]): readonly string[] {
  return [...new Set(options.flatMap(({ needs, offers }) => [...needs, ...offers].map(({ name }) => name)))]
}

function replace<Item extends InterfaceShape>(domains: Domains<Item>, module: number, option: Item): Domains<Item> {
  return domains.with(module, [option])
}

function allOf<Item extends InterfaceShape>(domains: Domains<Item>): readonly number[] {
  return domains.map((_, module) => module)
}
