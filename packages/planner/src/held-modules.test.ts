import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heldModules } from './held-modules.ts'
import type { InterfacesOf } from './held-modules.ts'

const moduleOf = (name: string, provides: readonly string[], requires: readonly string[]): InterfacesOf => ({
  name, provides: provides.map((provided) => ({ name: provided, version: '1.0' })), requires: requires.map((required) => ({ name: required, range: '^1', optional: false })),
})

const stock = moduleOf('inventory', ['stock'], [])
const scores = moduleOf('performance', ['scores'], ['stock'])
const reports = moduleOf('analytics', [], ['scores'])
const config = moduleOf('config', ['settings'], [])

describe('heldModules', () => {
  test('holds what moves, and who calls it, also through others', () => {
    const standing = [stock, scores, reports, config]
    expect(heldModules({ moving: ['inventory'], before: standing, after: standing })).toEqual(['analytics', 'inventory', 'performance'])
    expect(heldModules({ moving: ['performance'], before: standing, after: standing })).toEqual(['analytics', 'performance'])
    expect(heldModules({ moving: ['config'], before: standing, after: standing })).toEqual(['config'])
  })

  test('counts users of the lock before and of the lock after', () => {
    const before = [stock, moduleOf('performance', [], ['stock']), moduleOf('analytics', [], [])]
    const after = [stock, moduleOf('performance', [], []), moduleOf('analytics', [], ['stock'])]
    expect(heldModules({ moving: ['inventory'], before, after })).toEqual(['analytics', 'inventory', 'performance'])
  })

  test('ends where modules need each other, and holds nobody for nothing', () => {
    const circle = [moduleOf('a', ['x'], ['y']), moduleOf('b', ['y'], ['x'])]
    expect(heldModules({ moving: ['a'], before: circle, after: circle })).toEqual(['a', 'b'])
    expect(heldModules({ moving: [], before: circle, after: circle })).toEqual([])
  })

  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const parts = fc.record({ provides: fc.uniqueArray(fc.constantFrom('u', 'v', 'w', 'x', 'y'), { maxLength: 2 }), requires: fc.uniqueArray(fc.constantFrom('u', 'v', 'w', 'x', 'y'), { maxLength: 2 }) })
  const lock = fc.array(parts, { minLength: 6, maxLength: 6 }).chain((list) => fc.subarray(list.map(({ provides, requires }, index) => moduleOf(names[index] ?? '', provides, requires))))

  test('is every module with a way of calls into one that moves, in either lock', () => {
    fc.assert(fc.property(lock, lock, fc.subarray(names), (before, after, moving) => {
      const expected = names.filter((name) => moving.includes(name) || [before, after].some((modules) => moving.some((target) => reaches(modules, name, target))))
      expect(heldModules({ moving, before, after })).toEqual(expected)
      expect(heldModules({ moving: moving.toReversed(), before: after.toReversed(), after: before.toReversed() })).toEqual(expected)
    }), { numRuns: 2_000 })
  })
})

/** The slow reference: all pairs, by way of every module in turn (Warshall). */
function reaches(modules: readonly InterfacesOf[], from: string, to: string): boolean {
  const uses = (user: InterfacesOf, provider: InterfacesOf) => provider.provides.some(({ name }) => user.requires.some((required) => required.name === name))
  const calls = new Set(modules.flatMap((user) => modules.filter((provider) => uses(user, provider)).map((provider) => `${user.name} ${provider.name}`)))
  const pairs = modules.flatMap((a) => modules.map((b) => [a.name, b.name] as const))
  for (const by of modules) {
    for (const [a, b] of pairs) if (calls.has(`${a} ${by.name}`) && calls.has(`${by.name} ${b}`)) calls.add(`${a} ${b}`)
  }
  return calls.has(`${from} ${to}`)
}
