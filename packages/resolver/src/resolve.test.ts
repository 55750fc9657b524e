import { canonicalJson } from '@tenon/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogVersion, lockEntry, pin, resolveFacts } from '../test/catalog-arbitrary.ts'
import { describeConflict } from './describe-conflict.ts'
import { resolve } from './resolve.ts'
import type { ResolveFacts } from './resolve.ts'

const inventory = ['1.0.0', '1.1.0', '1.2.0', '2.0.0'].map((version) => catalogVersion('inventory', version))
const none = { catalog: inventory, locked: [], pins: [], hostVersion: '1.0.0', peers: {}, now: '2026-06-01T00:00:00.000Z' } as const

function chosen(facts: ResolveFacts): readonly string[] | null {
  const resolution = resolve(facts)
  return resolution.kind === 'resolved' ? resolution.choices.map(({ module, version }) => `${module}@${version.version}`) : null
}

function issuesOf(facts: ResolveFacts) {
  const resolution = resolve(facts)
  return resolution.kind === 'conflict' ? resolution.conflict.issues : []
}

function sentencesOf(facts: ResolveFacts): readonly string[] {
  const resolution = resolve(facts)
  return resolution.kind === 'conflict' ? describeConflict(resolution.conflict) : []
}

describe('resolve', () => {
  test('takes the highest version a range and a pin allow', () => {
    expect(chosen({ ...none, targets: { inventory: '*' } })).toEqual(['inventory@2.0.0'])
    expect(chosen({ ...none, targets: { inventory: '*' }, pins: [pin('inventory', '~1.1')] })).toEqual(['inventory@1.1.0'])
  })

  test('keeps what nobody asked to move, even outside its pin or yanked', () => {
    const catalog = inventory.map((version) => ({ ...version, status: 'yanked' as const }))
    expect(chosen({ ...none, catalog, locked: inventory.slice(0, 1).map(lockEntry), pins: [pin('inventory', '^2')], targets: {} })).toEqual(['inventory@1.0.0'])
  })

  test('names pin, owner and reason when an exact version lies outside the pin', () => {
    const facts = { ...none, targets: { inventory: '2.0.0' }, pins: [pin('inventory', '~1.2')] }
    expect(sentencesOf(facts)).toEqual(['No version of inventory fits: inventory 2.0.0 was asked for; dana pinned inventory to ~1.2 ("audit season").'])
  })

  test('refuses to go below the locked version and says which version it would have been', () => {
    const facts = { ...none, locked: inventory.slice(2, 3).map(lockEntry), targets: { inventory: '1.0.0' } }
    expect(issuesOf(facts)).toMatchObject([{ kind: 'downgrade', module: 'inventory', locked: '1.2.0', asked: '1.0.0', best: '1.0.0' }])
  })

  test('reports every issue at once', () => {
    const facts = { ...none, targets: { inventory: '9.0.0', ghost: '*', other: 'not a range' }, catalog: [...inventory, catalogVersion('other', '1.0.0')] }
    expect(issuesOf(facts).map(({ kind }) => kind)).toEqual(['module-unknown', 'range-invalid', 'no-version'])
  })

  test('leaves deprecated versions out of ranges but takes them when named', () => {
    const catalog = inventory.map((version) => (version.version === '2.0.0' ? { ...version, status: 'deprecated' as const } : version))
    expect(chosen({ ...none, catalog, targets: { inventory: '*' } })).toEqual(['inventory@1.2.0'])
    expect(chosen({ ...none, catalog, targets: { inventory: '2.0.0' } })).toEqual(['inventory@2.0.0'])
  })

  test('names the host range that a version needs', () => {
    const catalog = [catalogVersion('inventory', '3.0.0', { hostRange: '^2.0.0' })]
    expect(sentencesOf({ ...none, catalog, targets: { inventory: '3.0.0' } })).toEqual(['No version of inventory fits: inventory 3.0.0 needs a host ^2.0.0, this one is 1.0.0.'])
  })

  test('moves a module only as far as the interfaces of the others allow', () => {
    const stock = [catalogVersion('inventory', '1.0.0', { provides: [{ name: 'stock', version: '1.4' }] })]
    const reports = ['1.9.0', '2.0.0'].map((version) => catalogVersion('analytics', version, { requires: [{ name: 'stock', range: version === '2.0.0' ? '^2' : '^1', optional: false }] }))
    const facts = { ...none, catalog: [...stock, ...reports], locked: stock.map(lockEntry) }
    expect(chosen({ ...facts, targets: { analytics: '*' } })).toEqual(['analytics@1.9.0', 'inventory@1.0.0'])
    expect(sentencesOf({ ...facts, targets: { analytics: '2.0.0' } })).toEqual(['An interface is missing: analytics 2.0.0 was asked for; analytics 2.0.0 needs stock@^2; inventory 1.0.0 provides stock@1.4.'])
  })

  test('answers at once for many modules that do not need each other, beside two that cannot be together', () => {
    const names = Array.from({ length: 40 }, (_, index) => `module-${index}`)
    const independent = names.flatMap((name) => ['1.0.0', '1.1.0', '1.2.0', '2.0.0'].map((version) => catalogVersion(name, version)))
    const clashing = ['left', 'right'].flatMap((name) => ['1.0.0', '2.0.0'].map((version) => catalogVersion(name, version, { provides: [{ name: 'stock', version: '1.0' }] })))
    const targets = Object.fromEntries([...names, 'left', 'right'].map((name) => [name, '*']))
    expect(issuesOf({ ...none, catalog: [...independent, ...clashing], targets }).map(({ kind }) => kind)).toEqual(['interface-ambiguous'])
  })

  test('gives the same bytes for the same facts in any order', () => {
    const shuffled = resolveFacts.chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts.catalog], { minLength: facts.catalog.length })))
    fc.assert(fc.property(shuffled, ([facts, catalog]) => {
      const reordered = { ...facts, catalog, locked: facts.locked.toReversed(), pins: facts.pins.toReversed(), targets: Object.fromEntries(Object.entries(facts.targets).toReversed()) }
      expect(JSON.stringify(resolve(reordered))).toBe(JSON.stringify(resolve(facts)))
    }), { numRuns: 500 })
  }, 60_000)

  test('never goes below the locked version', () => {
    fc.assert(fc.property(resolveFacts, (facts) => {
      const resolution = resolve({ ...facts, pins: [], targets: Object.fromEntries(facts.locked.map(({ module }) => [module, '*'])) })
      const choices = resolution.kind === 'resolved' ? resolution.choices : []
      for (const { module, version } of choices) expect(canonicalJson(version.version) >= canonicalJson(facts.locked.find((entry) => entry.module === module)?.version ?? '')).toBe(true)
    }))
  })
})
