import { describe, expect, test } from 'vitest'
import { entryOf, moduleVersion, revisionOf } from '../test/module-history.ts'
import { wayBackOf } from './way-back.ts'

const [v1, v2, v3] = ['1.0.0', '1.2.0', '2.0.0'].map((version) => entryOf(moduleVersion('inventory', version, [])))
const walk = (...entries: readonly (typeof v1)[]) => wayBackOf(entries.map((entry, index) => revisionOf(index + 1, entry === undefined ? [] : [entry])), 'inventory').map(({ version }) => version)

describe('wayBackOf', () => {
  test('lists what runs and then what each roll back returns to', () => {
    expect(walk(v1, v2, v3)).toEqual(['2.0.0', '1.2.0', '1.0.0'])
  })

  test('goes further down after a roll back, never up again', () => {
    expect(walk(v1, v2, v3, v2)).toEqual(['1.2.0', '1.0.0'])
  })

  test('ends at a finalized version', () => {
    expect(walk(v1, v3, v3 && { ...v3, finalized: true })).toEqual(['2.0.0'])
  })

  test('keeps the settings an older version last had', () => {
    const changed = v1 && { ...v1, settingsRevision: 4 }
    expect(wayBackOf([v1, changed, v2].map((entry, index) => revisionOf(index + 1, entry ? [entry] : [])), 'inventory')[1]).toEqual(changed)
  })

  test('is empty for a module the tenant does not have', () => {
    expect(walk()).toEqual([])
  })
})
