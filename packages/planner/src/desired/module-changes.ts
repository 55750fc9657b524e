import { canonicalJson } from '@tenon/model'
import type { DesiredChange, DesiredModule, DesiredPin } from '@tenon/model'
import type { DiffDesiredStateOptions } from './diff-options.ts'

/** Which module of which tenant is compared, and how. */
export interface ModuleDiffOptions extends DiffDesiredStateOptions {
  /** The tenant. */
  readonly id: string
  readonly module: string
}

/** What leads from one state of a module to another, besides its move. @param after - undefined: the file does not list it */
export function moduleChanges(options: ModuleDiffOptions, before: DesiredModule, after: DesiredModule | undefined): readonly DesiredChange[] {
  return [...channelChange(options, before, after ?? {}), ...pinChange(options, before, after ?? {}), ...settingsChange(options, before, after ?? {}), ...grantsChange(options, before, after ?? {})]
}

function channelChange({ id: tenantId, module, prune }: ModuleDiffOptions, before: DesiredModule, after: DesiredModule): readonly DesiredChange[] {
  const from = before.channel ?? null
  const to = after.channel ?? (prune ? null : from)
  return from === to ? [] : [{ kind: 'channel', tenantId, module, before: from, after: to }]
}

function pinChange({ id: tenantId, module, prune }: ModuleDiffOptions, before: DesiredModule, after: DesiredModule): readonly DesiredChange[] {
  const from = pinOf(before.pin)
  const to = pinOf(after.pin) ?? (prune ? null : from)
  return canonicalJson(from) === canonicalJson(to) ? [] : [{ kind: 'pin', tenantId, module, before: from, after: to }]
}

/** The same instant in another spelling is the same end. */
function pinOf(pin: DesiredPin | undefined): DesiredPin | null {
  if (pin === undefined) return null
  const { expires, ...rest } = pin
  return expires === undefined ? rest : { ...rest, expires: new Date(expires).toISOString() }
}

/** Absent settings or grants say nothing, pruned or not: a file that never spoke of them must not switch a module off. */
function settingsChange({ id: tenantId, module, prune }: ModuleDiffOptions, { settings: before = {} }: DesiredModule, { settings }: DesiredModule): readonly DesiredChange[] {
  if (settings === undefined) return []
  const after = prune ? settings : { ...before, ...settings }
  return canonicalJson(before) === canonicalJson(after) ? [] : [{ kind: 'settings', tenantId, module, before, after }]
}

function grantsChange({ id: tenantId, module, prune, allows }: ModuleDiffOptions, before: DesiredModule, after: DesiredModule): readonly DesiredChange[] {
  const wanted = after.grants
  if (wanted === undefined) return []
  const granted = before.grants ?? []
  const moves = after.version !== undefined && (before.version === undefined || !allows(after.version, before.version))
  const grant = wanted.filter((name) => !granted.includes(name))
  const withdraw = prune ? granted.filter((name) => !wanted.includes(name)) : []
  // What an install grants is only known after it: a prune looks again then.
  if (grant.length === 0 && withdraw.length === 0 && !(moves && prune)) return []
  return [{ kind: 'grants', tenantId, module, grant: grant.toSorted(), withdraw: withdraw.toSorted() }]
}
