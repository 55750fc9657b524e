import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortParentsFirst } from './parents-first.ts'

test('every table comes after those it refers to, once, and circles end', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  fc.assert(fc.property(fc.array(fc.record({ child: names, parent: names })), (references) => {
    const sorted = sortParentsFirst(references)
    expect([...sorted].toSorted()).toEqual([...new Set(references.flatMap(({ child, parent }) => [child, parent]))].toSorted())
    const forward = references.filter(({ child, parent }) => child > parent)
    // References that all point one way have no circle.
    const order = sortParentsFirst(forward)
    for (const { child, parent } of forward) expect(order.indexOf(parent)).toBeLessThan(order.indexOf(child))
  }))
})
