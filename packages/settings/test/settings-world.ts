import type { ClientType } from '@tenon/model'
import { judgeRequest, layerKey, publishChange, restoreRevision, settingsIssues } from '@tenon/settings'
import type { ChangeRequest, ModuleLayers, RequestVerdict, SettingsChange, SettingsLayer, SettingsValues, TenantCourse } from '@tenon/settings'
import fc from 'fast-check'
import { checkValues, schemas } from './check-values.ts'

/** Everything there is of one module, at one tick of the clock. */
export interface World {
  readonly tick: number
  readonly shared: ModuleLayers
  readonly tenants: readonly TenantCourse[]
  readonly requests: readonly { readonly request: ChangeRequest; readonly verdicts: readonly RequestVerdict[]; readonly appliedAs: number | null }[]
}

/** One thing that somebody does. `delay` ticks pass before it. */
export type Deed = { readonly delay: number } & (
  | { readonly kind: 'patch'; readonly layer: SettingsLayer; readonly set: SettingsValues; readonly unset: readonly string[]; readonly ahead: number; readonly lasts: number }
  | { readonly kind: 'import'; readonly layer: SettingsLayer; readonly set: SettingsValues }
  | { readonly kind: 'restore'; readonly layer: SettingsLayer; readonly back: number }
  | { readonly kind: 'move'; readonly tenant: number; readonly version: string }
  | { readonly kind: 'traits'; readonly tenant: number; readonly clientType: ClientType; readonly tags: readonly string[] }
  | { readonly kind: 'priority'; readonly tag: string; readonly priority: number }
  | { readonly kind: 'request'; readonly layer: SettingsLayer; readonly set: SettingsValues; readonly ahead: number; readonly quorum: number }
  | { readonly kind: 'approve'; readonly request: number; readonly by: string }
)

/** The instant of a tick. */
export function instantOf(tick: number): string {
  return new Date(Date.UTC(2026, 0, 1) + tick * 1_000).toISOString()
}

const names = ['acme', 'globex', 'initech']

/** Three tenants, nothing set. */
export const newWorld: World = {
  tick: 1,
  shared: { layers: new Map(), priorities: new Map() },
  tenants: names.map((tenantId, index) => ({
    tenantId,
    versions: [{ from: instantOf(0), version: '1.0.0', schema: schemaOf('1.0.0') }],
    traits: [{ from: instantOf(0), clientType: index === 0 ? 'enterprise' : 'standard', tags: index === 2 ? ['early', 'west'] : ['early'] }],
  })),
  requests: [],
}

/** What becomes of a world; the same one, later, when the deed is refused. */
export function after(world: World, deed: Deed): World {
  const later = { ...world, tick: world.tick + deed.delay }
  const at = instantOf(later.tick)
  switch (deed.kind) {
    case 'patch':
      return publish(later, { ...stamp(later, deed.layer, deed.ahead), kind: 'patch', set: deed.set, unset: deed.unset, expiresAt: deed.lasts === 0 ? {} : expiries(deed.set, later.tick + deed.ahead + deed.lasts) })
    case 'import':
      return publish(later, { ...stamp(later, deed.layer, 0), kind: 'content', set: deed.set, unset: [], expiresAt: {} })
    case 'restore':
      return restore(later, deed.layer, deed.back)
    case 'move':
      return admit(later, deed.tenant, (tenant) => ({ ...tenant, versions: [...tenant.versions, { from: at, version: deed.version, schema: schemaOf(deed.version) }] }))
    case 'traits':
      return admit(later, deed.tenant, (tenant) => ({ ...tenant, traits: [...tenant.traits, { from: at, clientType: deed.clientType, tags: deed.tags }] }))
    case 'priority':
      return rank(later, deed.tag, deed.priority)
    case 'request':
      return { ...later, requests: [...later.requests, { request: requestOf(later, deed), verdicts: [], appliedAs: null }] }
    case 'approve':
      return approve(later, deed.request, deed.by)
    default:
      return deed satisfies never
  }
}

function schemaOf(version: string) {
  const schema = schemas[version]
  if (schema === undefined) throw new Error(`no schema for ${version}`)
  return schema
}

function expiries(set: SettingsValues, tick: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(set).map((key) => [key, instantOf(tick)]))
}

function lastRevision({ shared }: World, layer: SettingsLayer): number {
  return shared.layers.get(layerKey(layer))?.changes.length ?? 0
}

/** Who, why, when and the next revision of a layer. */
export function stamp(world: World, layer: SettingsLayer, ahead: number): Pick<SettingsChange, 'layer' | 'revision' | 'effectiveAt' | 'createdAt' | 'actor' | 'reason'> {
  return { layer, revision: lastRevision(world, layer) + 1, effectiveAt: instantOf(world.tick + ahead), createdAt: instantOf(world.tick), actor: 'dana', reason: 'test' }
}

function publish(world: World, change: SettingsChange): World {
  const result = publishChange(world.shared, change, { tenants: world.tenants, check: checkValues })
  return result.kind === 'published' ? { ...world, shared: result.shared } : world
}

function restore(world: World, layer: SettingsLayer, back: number): World {
  const timeline = world.shared.layers.get(layerKey(layer))
  const revision = lastRevision(world, layer) - back
  if (timeline === undefined || revision < 0) return world
  return publish(world, restoreRevision(timeline, revision, stamp(world, layer, 0)))
}

function admit(world: World, index: number, change: (tenant: TenantCourse) => TenantCourse): World {
  const tenants = world.tenants.map((tenant, position) => (position === index ? change(tenant) : tenant))
  return admitted(world, { ...world, tenants })
}

function rank(world: World, tag: string, priority: number): World {
  const standing = [...(world.shared.priorities.get(tag) ?? []), { from: instantOf(world.tick), priority }]
  return admitted(world, { ...world, shared: { ...world.shared, priorities: new Map(world.shared.priorities).set(tag, standing) } })
}

function admitted(before: World, candidate: World): World {
  const { shared, tenants, tick } = candidate
  return tenants.every((tenant) => settingsIssues({ shared, tenant }, instantOf(tick), { check: checkValues }).length === 0) ? candidate : before
}

function requestOf(world: World, { layer, set, ahead, quorum }: Extract<Deed, { kind: 'request' }>): ChangeRequest {
  const baseRevision = lastRevision(world, layer)
  return { id: `r${world.requests.length}`, layer, set, unset: [], expiresAt: {}, actor: 'dana', reason: 'test', createdAt: instantOf(world.tick), baseRevision, quorum, effectiveAt: ahead === 0 ? null : instantOf(world.tick + ahead) }
}

/** Judges and applies in one go, as whoever holds the layer's lock does. */
function approve(world: World, index: number, by: string): World {
  const known = world.requests[index]
  if (known === undefined || known.appliedAs !== null) return world
  const { request } = known
  const verdicts: readonly RequestVerdict[] = [...known.verdicts, { verdict: 'approved', actor: by }]
  const put = (next: World, appliedAs: number | null): World => ({ ...next, requests: next.requests.map((other, position) => (position === index ? { request, verdicts, appliedAs } : other)) })
  if (judgeRequest(request, verdicts, world.shared.layers.get(layerKey(request.layer))).kind !== 'approved') return put(world, null)
  const base = stamp(world, request.layer, 0)
  const effectiveAt = request.effectiveAt === null || request.effectiveAt < base.effectiveAt ? base.effectiveAt : request.effectiveAt
  const applied = publish(world, { ...base, effectiveAt, kind: 'patch', set: request.set, unset: request.unset, expiresAt: request.expiresAt })
  return put(applied, applied === world ? null : base.revision)
}

const layer: fc.Arbitrary<SettingsLayer> = fc.oneof(
  fc.constantFrom<SettingsLayer>({ kind: 'client-type', name: 'standard' }, { kind: 'client-type', name: 'enterprise' }, { kind: 'tag', name: 'early' }, { kind: 'tag', name: 'west' }),
  fc.constantFrom(...names.flatMap((name): readonly SettingsLayer[] => [{ kind: 'tenant', name }, { kind: 'override', name }])),
)
const set = fc.record({ size: fc.integer({ min: -1, max: 10 }), color: fc.constantFrom('x', 'y', 'z'), depth: fc.integer({ min: 0, max: 4 }) }, { requiredKeys: [] })
const delay = fc.integer({ min: 0, max: 2 })
const ahead = fc.integer({ min: 0, max: 4 })

/** Sets and unsets, at once or ahead, for good or for a while; valid or not. */
export const anyPatch = fc.record({ kind: fc.constant('patch' as const), delay, layer, set, unset: fc.subarray(['size', 'color', 'depth']), ahead, lasts: ahead })
/** Patches with values that fit every version. */
export const fittingPatch = fc.record({ kind: fc.constant('patch' as const), delay, layer, set: fc.record({ size: fc.integer({ min: 3, max: 5 }), color: fc.constant('x') }, { requiredKeys: [] }), unset: fc.subarray(['size', 'color']), ahead, lasts: ahead })
const anyApproval = fc.record({ kind: fc.constant('approve' as const), delay, request: fc.nat(4), by: fc.constantFrom('dana', 'lee', 'kim') })

/** Any deed, valid or not. */
export const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 5, arbitrary: anyPatch },
  fc.record({ kind: fc.constant('import' as const), delay, layer, set }),
  fc.record({ kind: fc.constant('restore' as const), delay, layer, back: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ kind: fc.constant('move' as const), delay, tenant: fc.nat(2), version: fc.constantFrom(...Object.keys(schemas)) }),
  fc.record({ kind: fc.constant('traits' as const), delay, tenant: fc.nat(2), clientType: fc.constantFrom<ClientType>('standard', 'enterprise'), tags: fc.subarray(['early', 'west']) }),
  fc.record({ kind: fc.constant('priority' as const), delay, tag: fc.constantFrom('early', 'west'), priority: fc.nat(2) }),
  fc.record({ kind: fc.constant('request' as const), delay, layer, set, ahead, quorum: fc.nat(2) }),
  { weight: 2, arbitrary: anyApproval },
)

const contested = fc.constantFrom<SettingsLayer>({ kind: 'client-type', name: 'standard' }, { kind: 'tenant', name: 'globex' })
const wanted = fc.record({ size: fc.integer({ min: 0, max: 5 }), color: fc.constantFrom('x', 'y') }, { requiredKeys: [] })

/** Requests for few settings of two layers, approvals by several people, and now and then a change that asked nobody. */
export const requestDeed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('request' as const), delay, layer: contested, set: wanted, ahead: fc.constantFrom(0, 0, 3), quorum: fc.nat(1) }) },
  { weight: 5, arbitrary: anyApproval },
  fc.record({ kind: fc.constant('patch' as const), delay, layer: contested, set: wanted, unset: fc.constant<readonly string[]>([]), ahead: fc.constant(0), lasts: fc.constant(0) }),
)

/** Ticks past which nothing changes any more: each deed waits at most 2 and reaches at most 8 ahead. */
export function horizonOf({ tick }: World): number {
  return tick + 10
}
