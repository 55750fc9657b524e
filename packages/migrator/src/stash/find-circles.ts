import type { Reference } from './parents-first.ts'

/**
 * Groups of tables that refer to each other in a circle, by name; a table that refers to itself may be a group alone.
 * No order of such tables, and no part of their rows, is sure to have every parent before its child. Pure.
 */
export function findCircles(references: readonly Pick<Reference, 'child' | 'parent'>[]): readonly (readonly string[])[] {
  const parents = Map.groupBy(references, ({ child }) => child)
  const reached = new Map([...parents.keys()].map((name) => [name, reachedFrom(name, parents)]))
  const both = (one: string, other: string) => reached.get(one)?.has(other) === true && reached.get(other)?.has(one) === true
  const circular = [...reached.keys()].filter((name) => both(name, name)).toSorted()
  return circular.map((name) => circular.filter((other) => both(name, other))).filter(([first], index) => first === circular[index])
}

function reachedFrom(start: string, parents: ReadonlyMap<string, readonly Pick<Reference, 'parent'>[]>): ReadonlySet<string> {
  const reached = new Set<string>()
  function visit(name: string): void {
    for (const { parent } of parents.get(name) ?? []) {
      if (reached.has(parent)) continue
      reached.add(parent)
      visit(parent)
    }
  }
  visit(start)
  return reached
}
