import type { CatalogVersion } from '@tenon/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogVersion, host, lockEntry, pin, resolveFacts } from '../../test/catalog-arbitrary.ts'
import { skewSlowly } from '../../test/skew-slowly.ts'
import { lowestFix } from '../exit/lowest-fix.ts'
import { createResolver } from '../create-resolver.ts'
import { compareVersions } from '../version-range.ts'
import { reportSkew } from './report-skew.ts'
import type { SkewFacts } from './skew-report.ts'

const published = (version: CatalogVersion, publishedAt: string): CatalogVersion => ({ ...version, publishedAt })
const now = '2026-06-01T12:00:00.000Z'
const anyDistance = { maxLiveLines: null, maxAgeDays: null }

const skewFacts: fc.Arbitrary<SkewFacts> = fc.record({
  worlds: fc.array(resolveFacts, { minLength: 1, maxLength: 6 }),
  days: fc.array(fc.nat(400), { minLength: 1, maxLength: 8 }),
  maxLiveLines: fc.option(fc.nat(3)), maxAgeDays: fc.option(fc.nat(400)),
}).map(({ worlds, days, maxLiveLines, maxAgeDays }) => {
  const catalog = (worlds[0]?.catalog ?? []).map((version, index) => ({ ...version, publishedAt: new Date(Date.parse(now) - (days[index % days.length] ?? 0) * 86_400_000).toISOString() }))
  const tenants = worlds.map(({ pins, locked, channels }, index) => ({ tenantId: `tenant-${index}`, pins, ...(channels !== undefined && { channels }), locked: locked.filter((entry) => catalog.some(({ integrity }) => integrity === entry.integrity)) }))
  return { catalog, resolver: createResolver({ catalog, ...host }), tenants, now, budget: { maxLiveLines, maxAgeDays } }
})

describe('a skew report', () => {
  test('counts and ages what a slow reference counts and ages', () => {
    fc.assert(fc.property(skewFacts, (facts) => {
      const report = reportSkew(facts)
      expect(report.modules.flatMap(({ module, newest, lines }) => lines.map(({ line, tenants, ageDays, isNewest }) => ({ module, newest, line, tenants, ageDays, isNewest })))).toEqual(skewSlowly(facts).lines)
      expect(report.excesses).toEqual(skewSlowly(facts).excesses)
    }), { numRuns: 500 })
  })

  test('names one cause for every tenant below the newest line, and `nothing` only where a move resolves', () => {
    fc.assert(fc.property(skewFacts, (facts) => {
      const below = reportSkew(facts).modules.flatMap(({ module, newest, lines }) => lines.map((line) => ({ module, newest, ...line })))
      for (const { tenants, isNewest, holds } of below) {
        const held = holds.flatMap(({ tenantIds }) => tenantIds)
        expect(new Set(held).size).toBe(held.length)
        expect(held.length).toBe(isNewest ? 0 : tenants)
      }
      const causes = below.flatMap(({ holds, ...line }) => holds.flatMap(({ cause, tenantIds }) => facts.tenants.filter(({ tenantId }) => tenantIds.includes(tenantId)).map((tenant) => ({ ...line, cause, tenant }))))
      for (const { module, newest, line, cause, tenant } of causes) {
        expect(tenant.locked.some((entry) => entry.module === module && entry.version.startsWith(`${line}.`))).toBe(true)
        const moves = facts.resolver.resolve({ ...tenant, now, targets: { [module]: newest ?? '' } }).kind === 'resolved'
        expect(cause.kind === 'nothing').toBe(moves)
      }
    }), { numRuns: 300 })
  })

  test('does not depend on the order of anything', () => {
    fc.assert(fc.property(skewFacts, (facts) => {
      const catalog = facts.catalog.toReversed()
      const turned = { ...facts, catalog, resolver: createResolver({ catalog, ...host }), tenants: facts.tenants.toReversed().map((tenant) => ({ ...tenant, locked: tenant.locked.toReversed(), pins: tenant.pins.toReversed() })) }
      expect(JSON.stringify(reportSkew(turned))).toBe(JSON.stringify(reportSkew(facts)))
    }), { numRuns: 200 })
  })

  test('says which pin, which module and which version hold back', () => {
    const [old, newest] = [published(catalogVersion('stock', '1.4.0', { provides: [{ name: 'stock', version: '1.0' }] }), '2026-01-01T00:00:00.000Z'), published(catalogVersion('stock', '2.0.0', { provides: [{ name: 'stock', version: '2.0' }] }), '2026-05-01T00:00:00.000Z')]
    const reader = catalogVersion('reader', '1.0.0', { requires: [{ name: 'stock', range: '^1', optional: false }] })
    const tenants = [
      { tenantId: 'free', locked: [lockEntry(old)], pins: [] },
      { tenantId: 'pinned', locked: [lockEntry(old)], pins: [{ ...pin('stock', '~1.4'), expiresAt: '2026-02-01T00:00:00.000Z' }] },
      { tenantId: 'needed', locked: [lockEntry(old), lockEntry(reader)], pins: [] },
    ]
    const [, stock] = reportSkew({ catalog: [old, newest, reader], resolver: createResolver({ catalog: [old, newest, reader], ...host }), tenants, now, budget: anyDistance }).modules
    expect(stock?.lines[0]?.holds.map(({ cause, tenantIds }) => [tenantIds[0], cause])).toEqual(expect.arrayContaining([
      ['free', { kind: 'nothing' }],
      ['pinned', { kind: 'pin', range: '~1.4', owner: 'dana', reason: 'audit season', expiresAt: '2026-02-01T00:00:00.000Z', expired: true }],
      ['needed', { kind: 'requires', module: 'reader', versions: ['1.0.0'], interface: 'stock', range: '^1' }],
    ]))
  })

  test('counts no prerelease as newest', () => {
    const [stable, beta] = [catalogVersion('stock', '1.0.0'), catalogVersion('stock', '2.0.0-beta.1')]
    const [module] = reportSkew({ catalog: [stable, beta], resolver: createResolver({ catalog: [stable, beta], ...host }), tenants: [{ tenantId: 'a', locked: [lockEntry(stable)], pins: [] }], now, budget: anyDistance }).modules
    expect(module).toMatchObject({ newest: '1.0.0', lines: [{ isNewest: true, holds: [] }] })
  })
})

test('the lowest fix is the lowest sound version, and resolves when it says so', () => {
  fc.assert(fc.property(resolveFacts, fc.constantFrom('1.1.0', '1.2.0', '2.0.0'), ({ targets: _targets, ...facts }, flawed) => {
    const resolver = createResolver(facts)
    const [entry] = facts.locked
    fc.pre(entry !== undefined)
    const isAffected = (version: string) => compareVersions(version, flawed) <= 0
    const fix = lowestFix({ ...facts, resolver, entry: entry ?? { module: '', version: '' }, isAffected })
    const sound = facts.catalog.filter(({ module, version, status }) => module === entry?.module && status === 'available' && !isAffected(version) && compareVersions(version, entry.version) > 0).map(({ version }) => version).toSorted(compareVersions)
    const moves = (version: string) => resolver.resolve({ ...facts, targets: { [entry?.module ?? '']: version } }).kind === 'resolved'
    expect(fix.version).toBe(sound[0] ?? null)
    expect(fix.resolves).toBe(sound[0] !== undefined && moves(sound[0]))
    expect(fix.instead).toBe(fix.resolves ? null : (sound.find(moves) ?? null))
  }), { numRuns: 500 })
})
