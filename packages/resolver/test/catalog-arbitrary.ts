import type { CatalogVersion, Manifest, Pin } from '@tenon/model'
import fc from 'fast-check'
import type { LockedVersion, ResolveFacts } from '@tenon/resolver'

/** One catalog version with only what resolution looks at. */
export function catalogVersion(module: string, version: string, parts: Partial<Pick<Manifest, 'provides' | 'requires' | 'hostRange' | 'minFrom' | 'peerRanges'>> & Partial<Pick<CatalogVersion, 'status' | 'channel'>> = {}): CatalogVersion {
  const { status = 'available', channel, ...manifestParts } = parts
  const packageName = `@test/${module}`
  const manifest: Manifest = {
    manifestVersion: 1, name: module, packageName, version, title: module, description: '', hostRange: '*',
    provides: [], requires: [], permissions: [], events: [], routes: [], settings: {}, migrations: [], ...manifestParts,
  }
  return { module, packageName, version, integrity: `sha512-${module}-${version}`, status, manifest, ...(channel === undefined ? {} : { channel }) }
}

/** What a lock says of a catalog version. */
export function lockEntry({ module, version, integrity }: CatalogVersion): LockedVersion {
  return { module, version, integrity }
}

/** A pin with an owner and a reason. */
export function pin(module: string, range: string, expiresAt: string | null = null): Pin {
  return { tenantId: 'acme', module, range, owner: 'dana', reason: 'audit season', expiresAt, createdAt: '2026-01-01T00:00:00.000Z' }
}

const modules = ['alpha', 'beta', 'gamma']
const versions = ['1.0.0', '1.1.0', '1.2.0', '2.0.0', '2.1.0-beta.1']
const ranges = ['*', '*', '*', '*', '*', '*', '>=1.1', '^1.0', '^2.0', '~1.1', '2.0.0', '1.1.0']
const mostly = <Value>(usual: Value, ...rare: readonly Value[]) => fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, ...rare.map((value) => ({ weight: 1, arbitrary: fc.constant(value) })))
/** Who provides what, most of the time; now and then somebody else does, so that interfaces get contested. */
const usual: Readonly<Record<string, string>> = { alpha: 'stock', beta: 'settings', gamma: 'prices' }
const interfaceVersion = fc.constantFrom('1.0', '1.4', '1.4', '2.0')
const provides = (module: string) => fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.record({ name: fc.constant(usual[module] ?? ''), version: interfaceVersion })) },
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.tuple(fc.record({ name: fc.constantFrom(...Object.values(usual)), version: interfaceVersion })) },
)
const requires = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.tuple(fc.record({ name: fc.constantFrom(...Object.values(usual)), range: fc.constantFrom('^1', '>=1', '^2', '>=1.4'), optional: fc.boolean() })) },
)
const status = mostly<CatalogVersion['status']>('available', 'deprecated', 'yanked')
const hostRange = mostly('*', '^1.0.0', '^2.0.0')
const others = mostly<Partial<Pick<Manifest, 'minFrom' | 'peerRanges'> & Pick<CatalogVersion, 'channel'>>>(
  {}, { minFrom: '1.1.0' }, { minFrom: '1.2.0' }, { peerRanges: { pg: '^8.0.0' } }, { peerRanges: { pg: '^9.0.0' } }, { peerRanges: { redis: '*' } }, { channel: 'stable' }, { channel: 'beta' },
)

const moduleVersions = (module: string) =>
  fc.uniqueArray(fc.record({ version: fc.constantFrom(...versions), provides: provides(module), requires, status, hostRange, others }), { minLength: 2, maxLength: 5, selector: ({ version }) => version })
    .map((list) => list.map(({ version, others: rest, ...parts }) => catalogVersion(module, version, { ...parts, ...rest })))

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined })
const seldom = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
const expiresAt = fc.constantFrom(null, '2025-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z')

/** The instant of every generated question: one of the generated expiries is past, the other to come. */
export const now = '2026-06-01T00:00:00.000Z'

/** A host that supplies one package besides the SDK. */
export const host = { hostVersion: '1.3.0', peers: { pg: '8.23.1' } }

/** Small worlds: at most three modules of four versions each, some locked, some pinned, some on beta, some asked to move. */
export const resolveFacts: fc.Arbitrary<ResolveFacts> = fc.tuple(...modules.map((module) => fc.tuple(
  moduleVersions(module), fc.option(fc.nat(2), { nil: undefined, freq: 2 }), seldom(fc.tuple(fc.constantFrom(...ranges), expiresAt)), optional(fc.constantFrom(...ranges)), optional(fc.constantFrom('stable' as const, 'beta' as const)),
))).map((worlds) => ({
  catalog: worlds.flatMap(([list]) => list),
  locked: worlds.flatMap(([list, index]) => (index === undefined ? [] : list.slice(index, index + 1).map(lockEntry))),
  pins: worlds.flatMap(([list, , pinned]) => (pinned === undefined ? [] : list.slice(0, 1).map(({ module }) => pin(module, ...pinned)))),
  targets: Object.fromEntries(worlds.flatMap(([list, , , range]) => (range === undefined ? [] : list.slice(0, 1).map(({ module }) => [module, range])))),
  channels: { all: 'stable' as const, modules: Object.fromEntries(worlds.flatMap(([list, , , , channel]) => (channel === undefined ? [] : list.slice(0, 1).map(({ module }) => [module, channel])))) },
  now,
  ...host,
}))
