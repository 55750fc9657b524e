import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pageOf, readCursor } from './page.ts'

describe('pages', () => {
  it('walk a list to its end, every row once, whatever the page size', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 30 }), fc.integer({ min: 1, max: 8 }), (values, limit) => {
        const sorted = values.toSorted(byCodeUnit)
        expect(walk(sorted, limit)).toEqual(sorted)
      }),
    )
  })

  it('refuse a cursor that was made up or belongs to another list', () => {
    const foreign = pageOf(['a', 'b'], 1, (row) => [row]).nextCursor ?? ''
    const made = Buffer.from(JSON.stringify(['a', 'b'])).toString('base64url')
    for (const cursor of ['', 'nonsense', '*', foreign, made]) expect(() => readCursor(cursor, 2)).toThrowError(/cursor/)
    expect(() => readCursor(foreign, 1, /^\d+$/)).toThrowError(/cursor/)
    expect(readCursor(foreign, 1, /^a$/)).toEqual(['a'])
  })
})

function walk(sorted: readonly string[], limit: number): readonly string[] {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const after = readCursor(cursor, 1)?.[0]
    const rows = sorted.filter((value) => after === undefined || byCodeUnit(value, after) > 0).slice(0, limit + 1)
    const page = pageOf(rows, limit, (row) => [row])
    seen.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return seen
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
