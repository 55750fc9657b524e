import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findCircles } from './find-circles.ts'

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')

test('two tables are in one circle when a walk along the references leads from each to the other', () => {
  fc.assert(fc.property(fc.array(fc.record({ child: names, parent: names })), (references) => {
    const circles = findCircles(references)
    for (const one of 'abcdef') for (const other of 'abcdef') {
      const together = circles.some((circle) => circle.includes(one) && circle.includes(other))
      expect(together).toBe(leads(references, one, other) && leads(references, other, one))
    }
    const members = circles.flat()
    expect(new Set(members).size).toBe(members.length)
  }))
})

/** Slowly: whatever is reached in one step more, until nothing is. */
function leads(references: readonly { readonly child: string; readonly parent: string }[], from: string, to: string): boolean {
  let found = new Set(references.filter(({ child }) => child === from).map(({ parent }) => parent))
  for (let before = -1; before !== found.size;) {
    before = found.size
    found = new Set([...found, ...references.filter(({ child }) => found.has(child)).map(({ parent }) => parent)])
  }
  return found.has(to)
}
