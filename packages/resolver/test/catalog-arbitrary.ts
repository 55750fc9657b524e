import type { CatalogVersion, LockEntry, Manifest, Pin } from '@tenon/model'
import fc from 'fast-check'
import type { ResolveFacts } from '@tenon/resolver'

/** One catalog version with only what resolution looks at. */
export function catalogVersion(module: string, version: string, parts: Partial<Pick<Manifest, 'provides' | 'requires' | 'hostRange'>> & Partial<Pick<CatalogVersion, 'status'>> = {}): CatalogVersion {
  const { status = 'available', ...manifestParts } = parts
  const packageName = `@test/${module}`
  const manifest: Manifest = {
    manifestVersion: 1, name: module, packageName, version, title: module, description: '', hostRange: '*',
    provides: [], requires: [], permissions: [], events: [], routes: [], settings: {}, migrations: [], ...manifestParts,
  }
  return { module, packageName, version, integrity: `sha512-${module}-${version}`, status, manifest }
}

/** The lock entry of a catalog version. */
export function lockEntry({ module, packageName, version, integrity }: CatalogVersion): LockEntry {
  return { module, packageName, version, integrity, dataVersion: 0, finalized: false, settingsRevision: 0, settingsSchema: '', grants: [] }
}

/** A pin with an owner and a reason. */
export function pin(module: string, range: string): Pin {
  return { tenantId: 'acme', module, range, owner: 'dana', reason: 'audit season', expiresAt: null, createdAt: '2026-01-01T00:00:00.000Z' }
}

const modules = ['alpha', 'beta', 'gamma']
const versions = ['1.0.0', '1.1.0', '1.2.0', '2.0.0', '2.1.0-beta.1']
const ranges = ['*', '^1.0', '~1.1', '2.0.0', '1.1.0', '^2.0', '>=1.1']
const interfaces = ['stock', 'settings']
const interfaceVersion = fc.constantFrom('1.0', '1.4', '2.0')
const provides = fc.uniqueArray(fc.record({ name: fc.constantFrom(...interfaces), version: interfaceVersion }), { maxLength: 1, selector: ({ name }) => name })
const requires = fc.uniqueArray(
  fc.record({ name: fc.constantFrom(...interfaces), range: fc.constantFrom('^1', '^2', '>=1.4'), optional: fc.boolean() }),
  { maxLength: 1, selector: ({ name }) => name },
)
const status = fc.constantFrom('available' as const, 'available' as const, 'deprecated' as const, 'yanked' as const)
const hostRange = fc.constantFrom('*', '^1.0.0', '^2.0.0')

const moduleVersions = (module: string) =>
  fc.uniqueArray(fc.record({ version: fc.constantFrom(...versions), provides, requires, status, hostRange }), { minLength: 1, maxLength: 4, selector: ({ version }) => version })
    .map((list) => list.map(({ version, ...parts }) => catalogVersion(module, version, parts)))

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined })

/** Small worlds: at most three modules of four versions each, some locked, some pinned, some asked to move. */
export const resolveFacts: fc.Arbitrary<ResolveFacts> = fc.tuple(...modules.map((module) => fc.tuple(
  moduleVersions(module), optional(fc.nat(3)), optional(fc.constantFrom(...ranges)), optional(fc.constantFrom(...ranges)),
))).map((worlds) => ({
  catalog: worlds.flatMap(([list]) => list),
  locked: worlds.flatMap(([list, index]) => (index === undefined ? [] : list.slice(index, index + 1).map(lockEntry))),
  pins: worlds.flatMap(([list, , range]) => (range === undefined ? [] : list.slice(0, 1).map(({ module }) => pin(module, range)))),
  targets: Object.fromEntries(worlds.flatMap(([list, , , range]) => (range === undefined ? [] : list.slice(0, 1).map(({ module }) => [module, range])))),
  hostVersion: '1.3.0',
}))
