import type { Manifest } from '@tenon/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { moduleVersion } from '../test/module-history.ts'
import { deltaOf } from './delta.ts'

const bare = moduleVersion('inventory', '1.0.0', []).manifest
const linesOf = (before: Partial<Manifest>, after: Partial<Manifest>) =>
  deltaOf({ ...bare, ...before }, { ...bare, ...after }).changes.map(({ subject, change, name, detail }) => `${subject} ${change} ${name} ${detail}`.trim())

describe('deltaOf', () => {
  test('shows the default of a new setting, and what of an old one is different', () => {
    const before = { settings: { properties: { allowNegative: { type: 'boolean', default: false }, weeks: { type: 'integer', default: 6, maximum: 52 }, unit: { type: 'string', default: 'each' }, old: {} } } }
    const after = { settings: { properties: { allowNegative: { type: 'boolean', default: false, description: 'said better' }, weeks: { type: 'number', default: 8, maximum: 26 }, unit: { enum: ['each', 'kg'], default: 'each' }, defaultUnit: { type: 'string', default: 'each' } } } }
    expect(linesOf(before, after)).toEqual([
      'setting added defaultUnit = "each"',
      'setting changed unit type string -> one of ["each","kg"]',
      'setting changed weeks default 6 -> 8, type integer -> number, limits {"maximum":52} -> {"maximum":26}',
      'setting removed old',
    ])
  })

  test('says which permission a route needs now', () => {
    const route = (permission: string) => ({ routes: [{ method: 'GET', path: '/v1/items', permission }] })
    expect(linesOf(route('inventory:item:read'), route('inventory:item:list'))).toEqual(['route changed GET /v1/items permission inventory:item:read -> inventory:item:list'])
  })

  test('compares payloads, columns, interfaces and timers', () => {
    expect(linesOf(
      { events: [{ name: 'a.b.c', description: '', payload: { type: 'object' } }], datasets: [{ name: 'a.b', description: 'x', columns: { id: { type: 'string' } } }], provides: [{ name: 'stock', version: '1.4' }], requires: [{ name: 'settings', range: '^1', optional: false }], timers: [{ name: 'sweep', minutes: 1 }] },
      { events: [{ name: 'a.b.c', description: 'now told', payload: { type: 'array' } }], datasets: [{ name: 'a.b', description: 'y', columns: { id: { type: 'string' }, unit: { type: 'string' } } }], provides: [{ name: 'stock', version: '2.0' }], requires: [{ name: 'settings', range: '^1', optional: true }], timers: [{ name: 'sweep', cron: '0 3 * * *' }] },
    )).toEqual([
      'event changed a.b.c payload {"type":"object"} -> {"type":"array"}', 'dataset changed a.b columns', 'provides changed stock version 1.4 -> 2.0',
      'requires changed settings optional false -> true', 'timer changed sweep runs every 1 min -> 0 3 * * *',
    ])
  })

  test('of a first installation everything is new', () => {
    expect(deltaOf(null, { ...bare, provides: [{ name: 'stock', version: '1.0' }] }).changes).toEqual([{ subject: 'provides', change: 'added', name: 'stock', detail: '@1.0' }])
  })

  const permissions = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'))
  test('what is added on the way there is removed on the way back, whatever the order of the manifest', () => {
    fc.assert(fc.property(permissions, permissions, (before, after) => {
      const named = (names: readonly string[]) => ({ ...bare, permissions: names.map((name) => ({ name, description: '' })) })
      const there = deltaOf(named(before), named(after)).changes
      const back = deltaOf(named(after), named(before)).changes
      const names = (changes: typeof there, change: string) => changes.filter((each) => each.change === change).map(({ name }) => name)
      expect(names(there, 'added')).toEqual(after.filter((name) => !before.includes(name)).toSorted())
      expect(names(there, 'added')).toEqual(names(back, 'removed'))
      expect(deltaOf(named(before.toReversed()), named(after.toReversed())).changes).toEqual(there)
    }))
  })
})
