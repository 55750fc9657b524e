import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogVersion, lockEntry, pin } from '../test/catalog-arbitrary.ts'
import { applyFix } from './apply-fix.ts'
import { describeConflict, versionsInWords } from './describe-conflict.ts'
import { changesInWords, describeFix } from './describe-fix.ts'
import type { Conflict } from './resolution.ts'
import { resolve } from './resolve.ts'
import type { ResolveFacts } from './resolve.ts'
import { compareVersions, isRange, isVersion, rangeAllows } from './version-range.ts'

const facts = { locked: [], pins: [], hostVersion: '1.4.0', peers: { pg: '8.23.1' }, now: '2026-06-01T00:00:00.000Z' } as const

function chosen(asked: ResolveFacts): readonly string[] | null {
  const resolution = resolve(asked)
  return resolution.kind === 'resolved' ? resolution.choices.map(({ module, version }) => `${module}@${version.version}`) : null
}

function conflictOf(asked: ResolveFacts): Conflict {
  const resolution = resolve(asked)
  if (resolution.kind !== 'conflict') throw new Error('There is no conflict.')
  return resolution.conflict
}

function waysOut(asked: ResolveFacts): readonly string[] {
  return conflictOf(asked).fixes.map(describeFix)
}

describe('minFrom', () => {
  const steps = [catalogVersion('inventory', '1.0.0'), catalogVersion('inventory', '2.0.0', { minFrom: '1.0.0' }), catalogVersion('inventory', '3.0.0', { minFrom: '2.0.0' }), catalogVersion('inventory', '4.0.0', { minFrom: '3.0.0' })]
  const from = (version: string) => steps.filter((step) => step.version === version).map(lockEntry)

  test('keeps a tenant below it to what it can reach, and lets a new one have the highest', () => {
    expect(chosen({ ...facts, catalog: steps, locked: from('1.0.0'), targets: { inventory: '*' } })).toEqual(['inventory@2.0.0'])
    expect(chosen({ ...facts, catalog: steps, targets: { inventory: '*' } })).toEqual(['inventory@4.0.0'])
  })

  test('names every stepping stone on the way, in order', () => {
    const asked = { ...facts, catalog: steps, locked: from('1.0.0'), targets: { inventory: '^4' } }
    expect(describeConflict(conflictOf(asked))).toEqual(['No version of inventory fits: inventory ^4 was asked for; inventory 4.0.0 can be reached from 3.0.0 or later, 1.0.0 runs.'])
    const [step] = conflictOf(asked).fixes
    expect(step).toMatchObject({ kind: 'step', changes: [{ kind: 'step', module: 'inventory', through: ['2.0.0', '3.0.0'] }] })
    expect(applyFix(asked, step ?? { changes: [] }).targets).toEqual({ inventory: '2.0.0' })
  })
})

describe('what the host supplies', () => {
  test('limits the choice like the host itself, and a package it does not have cannot be met', () => {
    const catalog = [catalogVersion('inventory', '1.0.0', { peerRanges: { pg: '^8' } }), catalogVersion('inventory', '2.0.0', { peerRanges: { pg: '^9' } }), catalogVersion('inventory', '3.0.0', { peerRanges: { redis: '*' } })]
    expect(chosen({ ...facts, catalog, targets: { inventory: '*' } })).toEqual(['inventory@1.0.0'])
    expect(conflictOf({ ...facts, catalog, targets: { inventory: '2.0.0' } }).core).toContainEqual({ kind: 'peer', module: 'inventory', versions: ['2.0.0'], packageName: 'pg', range: '^9', supplied: '8.23.1' })
    expect(conflictOf({ ...facts, catalog, targets: { inventory: '3.0.0' } }).issues[0]?.constraints).toContainEqual({ kind: 'peer', module: 'inventory', versions: ['3.0.0'], packageName: 'redis', range: '*', supplied: null })
  })
})

describe('channels', () => {
  const catalog = [catalogVersion('inventory', '1.0.0'), catalogVersion('inventory', '1.1.0', { channel: 'beta' }), catalogVersion('inventory', '1.2.0-rc.1')]

  test('a beta version is for tenants on beta, and for whoever names it exactly', () => {
    expect(chosen({ ...facts, catalog, targets: { inventory: '^1' } })).toEqual(['inventory@1.0.0'])
    expect(chosen({ ...facts, catalog, targets: { inventory: '^1' }, channels: { all: 'stable', modules: { inventory: 'beta' } } })).toEqual(['inventory@1.2.0-rc.1'])
    expect(chosen({ ...facts, catalog, targets: { inventory: '^1' }, channels: { all: 'beta', modules: {} } })).toEqual(['inventory@1.2.0-rc.1'])
    expect(chosen({ ...facts, catalog, targets: { inventory: '1.1.0' } })).toEqual(['inventory@1.1.0'])
  })

  test('a fix offers the channel', () => {
    expect(waysOut({ ...facts, catalog, locked: [lockEntry(catalogVersion('inventory', '1.0.0'))], targets: { inventory: '~1.1' } })).toEqual(['inventory on beta: gives 1.1.0.'])
  })
})

describe('status', () => {
  test('yanked versions stay where they run', () => {
    const yanked = catalogVersion('inventory', '1.1.0', { status: 'yanked' })
    const catalog = [catalogVersion('inventory', '1.0.0'), yanked]
    expect(chosen({ ...facts, catalog, targets: { inventory: '*' } })).toEqual(['inventory@1.0.0'])
    expect(chosen({ ...facts, catalog, locked: [lockEntry(yanked)], targets: { inventory: '*' } })).toEqual(['inventory@1.1.0'])
    expect(chosen({ ...facts, catalog, locked: [lockEntry(yanked)], targets: {} })).toEqual(['inventory@1.1.0'])
  })

  test('deprecated versions are offered by their exact number', () => {
    const catalog = [catalogVersion('inventory', '1.0.0', { status: 'deprecated' })]
    expect(waysOut({ ...facts, catalog, targets: { inventory: '^1' } })).toEqual(['inventory 1.0.0: gives 1.0.0.'])
  })
})

describe('pins', () => {
  const catalog = ['1.0.0', '2.0.0'].map((version) => catalogVersion('inventory', version))

  test('one past its day still holds; the conflict says so and whom to ask', () => {
    const asked = { ...facts, catalog, pins: [pin('inventory', '^1', '2026-03-01T00:00:00.000Z')], targets: { inventory: '^2' } }
    expect(conflictOf(asked).core).toContainEqual({ kind: 'pin', module: 'inventory', range: '^1', owner: 'dana', reason: 'audit season', expiresAt: '2026-03-01T00:00:00.000Z', expired: true })
    expect(describeConflict(conflictOf(asked))[0]).toContain('expired on 2026-03-01 and holds until somebody removes it')
    expect(waysOut(asked)).toContain('no pin on inventory: ask dana; gives 2.0.0.')
  })

  test('the instant chooses nothing', () => {
    const asked = { ...facts, catalog, pins: [pin('inventory', '^1', '2026-03-01T00:00:00.000Z')], targets: { inventory: '*' } }
    expect(chosen({ ...asked, now: '2020-01-01T00:00:00.000Z' })).toEqual(chosen({ ...asked, now: '2030-01-01T00:00:00.000Z' }))
  })
})

describe('interfaces', () => {
  const stock = (version: string, offered: string) => catalogVersion('inventory', version, { provides: [{ name: 'stock', version: offered }] })
  const report = (version: string, range: string, optional = false) => catalogVersion('analytics', version, { requires: [{ name: 'stock', range, optional }] })

  test('a module that nobody asked for never moves by itself; a fix proposes it', () => {
    const catalog = [stock('1.0.0', '1.0'), stock('2.0.0', '2.0'), report('2.0.0', '^2')]
    const asked = { ...facts, catalog, locked: [lockEntry(stock('1.0.0', '1.0'))], targets: { analytics: '*' } }
    expect(chosen(asked)).toBeNull()
    expect(waysOut(asked)).toEqual(['inventory ^2.0: 2.0.0 provides stock@2.0.'])
  })

  test('a fix moves as many modules as it takes, together', () => {
    const catalog = [
      stock('1.0.0', '1.0'), catalogVersion('inventory', '2.0.0', { provides: [{ name: 'stock', version: '2.0' }], requires: [{ name: 'prices', range: '^2', optional: false }] }), report('2.0.0', '^2'),
      catalogVersion('pricing', '1.0.0', { provides: [{ name: 'prices', version: '1.0' }] }), catalogVersion('pricing', '2.0.0', { provides: [{ name: 'prices', version: '2.0' }] }),
    ]
    const locked = [lockEntry(stock('1.0.0', '1.0')), lockEntry(catalogVersion('pricing', '1.0.0'))]
    const [fix] = conflictOf({ ...facts, catalog, locked, targets: { analytics: '*' } }).fixes
    expect(changesInWords(fix?.changes ?? [])).toBe('inventory ^2.0 and pricing ^2.0')
    expect(fix?.moves.map(({ module, to }) => `${module}@${to}`)).toEqual(['analytics@2.0.0', 'inventory@2.0.0', 'pricing@2.0.0'])
  })

  test('what is not there but could be is offered', () => {
    expect(waysOut({ ...facts, catalog: [stock('2.0.0', '2.0'), report('2.0.0', '^2')], targets: { analytics: '*' } })).toEqual(['inventory ^2.0: 2.0.0 provides stock@2.0.'])
  })

  test('an optional one may be absent, but when it is there it must fit', () => {
    const catalog = [stock('1.0.0', '1.0'), report('2.0.0', '^2', true)]
    expect(chosen({ ...facts, catalog, targets: { analytics: '*' } })).toEqual(['analytics@2.0.0'])
    expect(chosen({ ...facts, catalog, locked: [lockEntry(stock('1.0.0', '1.0'))], targets: { analytics: '*' } })).toBeNull()
  })

  test('one provider for each', () => {
    const catalog = [stock('1.0.0', '1.0'), catalogVersion('warehouse', '1.0.0', { provides: [{ name: 'stock', version: '1.0' }] })]
    expect(conflictOf({ ...facts, catalog, targets: { inventory: '*', warehouse: '*' } }).core).toContainEqual({ kind: 'one-provider', interface: 'stock' })
    expect(waysOut({ ...facts, catalog, targets: { inventory: '*', warehouse: '*' } }).length).toBe(0)
  })

  test('versions of an interface that fit the same ranges are one line of a core', () => {
    const catalog = [...['1.0', '1.1', '1.2', '1.3'].map((offered, minor) => stock(`1.${minor}.0`, offered)), report('2.0.0', '^2')]
    const { core } = conflictOf({ ...facts, catalog, pins: [pin('inventory', '^1')], locked: [lockEntry(stock('1.0.0', '1.0'))], targets: { analytics: '*' } })
    expect(core.filter(({ kind }) => kind === 'provides')).toEqual([{ kind: 'provides', module: 'inventory', versions: ['1.0.0', '1.1.0', '1.2.0', '1.3.0'], interface: 'stock', interfaceVersions: ['1.0', '1.1', '1.2', '1.3'] }])
    expect(versionsInWords(['1.0.0', '1.1.0', '1.2.0', '1.3.0'])).toBe('1.x')
  })
})

describe('any text', () => {
  test('is a range or is not, and nothing throws', () => {
    const catalog = [catalogVersion('inventory', '1.0.0', { requires: [{ name: 'stock', range: '^1', optional: true }] })]
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string(), (range, version) => {
      expect(typeof isRange(range)).toBe('boolean')
      expect(typeof isVersion(version)).toBe('boolean')
      expect(typeof rangeAllows(range, version)).toBe('boolean')
      expect(compareVersions(range, version)).toBe(-compareVersions(version, range) || 0)
      const odd = [catalogVersion('inventory', version, { hostRange: range, minFrom: version, peerRanges: { pg: range }, provides: [{ name: 'stock', version: range }], requires: [{ name: 'stock', range: version, optional: false }] })]
      expect(['resolved', 'conflict']).toContain(resolve({ ...facts, catalog: [...catalog, ...odd], pins: [pin('inventory', version)], locked: odd.map(lockEntry), targets: { inventory: range } }).kind)
      expect(['resolved', 'conflict']).toContain(resolve({ ...facts, catalog, targets: { [version]: range, inventory: range } }).kind)
    }), { numRuns: 1_000 })
  }, 60_000)
})
