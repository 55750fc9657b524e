import type { CatalogVersion } from '@tenon/model'
import fc from 'fast-check'
import type { ResolveFacts } from '@tenon/resolver'
import { catalogVersion, host, lockEntry, now, pin } from './catalog-arbitrary.ts'

const bystanders = (names: readonly string[]) => names.flatMap((name) => ['1.0.0', '1.1.0'].map((version) => catalogVersion(name, version, { requires: [{ name: 'settings', range: '^1', optional: true }] })))
const provider = (version: string, offered: string, parts: Partial<Parameters<typeof catalogVersion>[2]> = {}) => catalogVersion('inventory', version, { provides: [{ name: 'stock', version: offered }], ...parts })
const user = (version: string, range: string) => catalogVersion('analytics', version, { requires: [{ name: 'stock', range, optional: false }] })
const stock = [provider('1.2.0', '1.4'), provider('1.2.3', '1.4'), provider('2.0.0', '2.0')]
const reports = [catalogVersion('analytics', '1.8.0'), user('1.9.0', '^1'), user('1.9.3', '^1'), user('2.0.0', '^2')]
const base = { pins: [], now, ...host } satisfies Partial<ResolveFacts>

type Plant = Pick<ResolveFacts, 'catalog' | 'locked' | 'targets'> & Partial<ResolveFacts>

/** One conflict each, of every kind there is, by name; no fact stands behind another, so that taking away any one member of the core is enough. */
export const plants: Readonly<Record<string, Plant>> = {
  'a pin on a provider that nobody asked to move': { catalog: [...stock, ...reports], locked: locksOf(stock, '1.2.0'), pins: [pin('inventory', '~1.2')], targets: { analytics: '2.0.0' } },
  'a provider that nobody asked to move': { catalog: [...stock, ...reports], locked: locksOf(stock, '1.2.0'), targets: { analytics: '2.0.0' } },
  'a provider that nobody asked to move and that provides nothing': { catalog: [catalogVersion('inventory', '1.0.0'), ...stock, ...reports], locked: [lockEntry(catalogVersion('inventory', '1.0.0'))], targets: { analytics: '2.0.0' } },
  'no provider': { catalog: [...stock, ...reports], locked: [], targets: { analytics: '2.0.0' } },
  'two providers': { catalog: [...stock, catalogVersion('inventory', '2.5.0'), catalogVersion('warehouse', '1.0.0', { provides: [{ name: 'stock', version: '1.4' }] }), catalogVersion('warehouse', '0.9.0')], locked: locksOf(stock, '1.2.0'), targets: { warehouse: '^1' } },
  'a pin against a range': { catalog: stock, locked: [], pins: [pin('inventory', '~1.2')], targets: { inventory: '^2' } },
  'an expired pin against a range': { catalog: stock, locked: [], pins: [pin('inventory', '~1.2', '2026-03-01T00:00:00.000Z')], targets: { inventory: '^2' } },
  'a lower version': { catalog: stock, locked: locksOf(stock, '2.0.0'), targets: { inventory: '~1.2' } },
  'a host that is too old': { catalog: [...stock, provider('3.0.0', '2.1', { hostRange: '^9' })], locked: [], targets: { inventory: '^3' } },
  'a package that the host has in another version': { catalog: [...stock, provider('3.0.0', '2.1', { peerRanges: { pg: '^9' } })], locked: [], targets: { inventory: '^3' } },
  'a package that the host does not have': { catalog: [...stock, provider('3.0.0', '2.1', { peerRanges: { redis: '^9' } })], locked: [], targets: { inventory: '^3' } },
  'a beta version': { catalog: [...stock, provider('3.0.0', '2.1', { channel: 'beta' })], locked: [], targets: { inventory: '^3' } },
  'a deprecated version': { catalog: [...stock, provider('3.0.0', '2.1', { status: 'deprecated' })], locked: [], targets: { inventory: '^3' } },
  'a yanked version': { catalog: [...stock, provider('3.0.0', '2.1', { status: 'yanked' })], locked: [], targets: { inventory: '^3' } },
  'a version that cannot be reached in one step': { catalog: [...stock, provider('3.0.0', '2.1', { minFrom: '2.0.0' })], locked: locksOf(stock, '1.2.0'), targets: { inventory: '^3' } },
}

function locksOf(versions: readonly CatalogVersion[], version: string) {
  return versions.filter((known) => known.version === version).map(lockEntry)
}

/** A planted conflict among modules that have nothing to do with it, in any order. */
export const plantedConflict: fc.Arbitrary<{ readonly plant: string; readonly facts: ResolveFacts }> = fc.tuple(
  fc.constantFrom(...Object.keys(plants)), fc.subarray(['billing', 'crm', 'zones']), fc.subarray(['alerts', 'tasks']),
).chain(([plant, asked, still]) => {
  const chosen = plants[plant] ?? { catalog: [], locked: [], targets: {} }
  const around = bystanders([...asked, ...still])
  const targets = { ...chosen.targets, ...Object.fromEntries(asked.map((name) => [name, '*'])) }
  const locked = [...chosen.locked, ...around.filter(({ module, version }) => still.includes(module) && version === '1.0.0').map(lockEntry)]
  const catalog = [...chosen.catalog, ...around]
  return fc.shuffledSubarray(catalog, { minLength: catalog.length }).map((shuffled) => ({ plant, facts: { ...base, ...chosen, targets, locked, catalog: shuffled } }))
})
