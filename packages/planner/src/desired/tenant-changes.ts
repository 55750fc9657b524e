import { canonicalJson } from '@tenon/model'
import type { DesiredChange, DesiredModule, DesiredTenant, TenantTraits } from '@tenon/model'
import type { DiffDesiredStateOptions } from './diff-options.ts'
import { moduleChanges } from './module-changes.ts'

/** Which tenant is compared, and how. */
export interface TenantDiffOptions extends DiffDesiredStateOptions {
  readonly id: string
}

/** What leads from one state of a tenant to another. */
export function tenantChanges(options: TenantDiffOptions, current: DesiredTenant | undefined, desired: DesiredTenant): readonly DesiredChange[] {
  const names = new Set([...Object.keys(desired.modules ?? {}), ...(options.prune ? Object.keys(current?.modules ?? {}) : [])])
  const modules = [...names].toSorted().map((module) => ({ module, before: current?.modules?.[module] ?? {}, after: desired.modules?.[module] }))
  return [
    ...traitChanges(options.id, current, desired),
    ...channelChange(options, current, desired),
    ...moveOf(options, modules),
    ...modules.flatMap(({ module, before, after }) => moduleChanges({ ...options, module }, before, after)),
  ]
}

function traitChanges(tenantId: string, current: DesiredTenant | undefined, desired: DesiredTenant): readonly DesiredChange[] {
  const before = traitsOf(tenantId, current ?? {})
  const after = traitsOf(tenantId, { ...before, ...desired })
  if (current === undefined) return [{ kind: 'create-tenant', tenantId, organization: desired.organization ?? '', after }]
  return canonicalJson(before) === canonicalJson(after) ? [] : [{ kind: 'change-tenant', tenantId, before, after }]
}

function traitsOf(id: string, { name = id, clientType = 'standard', tags = [] }: DesiredTenant): TenantTraits {
  return { name, clientType, tags: [...new Set(tags)].toSorted() }
}

function channelChange({ id: tenantId, prune }: TenantDiffOptions, current: DesiredTenant | undefined, desired: DesiredTenant): readonly DesiredChange[] {
  const before = current?.channel ?? 'stable'
  const after = desired.channel ?? (prune ? 'stable' : before)
  return before === after ? [] : [{ kind: 'channel', tenantId, module: null, before, after }]
}

interface ModulePair {
  readonly module: string
  readonly before: DesiredModule
  /** Undefined: not listed. */
  readonly after: DesiredModule | undefined
}

/** Everything that moves does so in one plan, so that modules that need each other never meet halfway. */
function moveOf({ id: tenantId, allows }: TenantDiffOptions, modules: readonly ModulePair[]): readonly DesiredChange[] {
  const moving = modules.flatMap(({ module, before, after }) => (
    after?.version === undefined || (before.version !== undefined && allows(after.version, before.version)) ? [] : [{ module, from: before.version ?? null, to: after.version }]))
  if (moving.length === 0) return []
  const before = Object.fromEntries(moving.map(({ module, from }) => [module, from]))
  return [{ kind: 'move', tenantId, before, after: Object.fromEntries(moving.map(({ module, to }) => [module, to])) }]
}
