import type { Json } from '@tenon/model'
import type { SettingsLayer } from '@tenon/settings'
import type { World } from './settings-world.ts'

/** A value, and the text of where it comes from. */
export interface Found {
  readonly value: Json
  readonly from: string
}

interface Held {
  value: Json
  revision: number
  ends: number
}

/**
 * What is in force, worked out the long way: every change of every layer is carried out in its turn on a plain object,
 * up to the instant, and the objects are laid over each other from the weakest to the strongest.
 */
export function slowly(world: World, tenantId: string, at: string): Readonly<Record<string, Found>> {
  const now = Date.parse(at)
  const tenant = world.tenants.find((candidate) => candidate.tenantId === tenantId)
  const version = tenant?.versions.filter(({ from }) => Date.parse(from) <= now).at(-1)
  const traits = tenant?.traits.filter(({ from }) => Date.parse(from) <= now).at(-1)
  if (version === undefined || traits === undefined) return {}
  const found: Record<string, Found> = {}
  for (const [key, value] of Object.entries(version.schema.defaults)) found[key] = { value, from: `default ${version.version}` }
  const strength = (tag: string) => world.shared.priorities.get(tag)?.filter(({ from }) => Date.parse(from) <= now).at(-1)?.priority ?? 0
  const weakestFirst = [...traits.tags].sort().reverse().sort((a, b) => strength(a) - strength(b))
  lay(found, held(world, { kind: 'client-type', name: traits.clientType }, now), { of: `client-type:${traits.clientType}`, knows: (key) => key in version.schema.defaults, now })
  for (const tag of weakestFirst) lay(found, held(world, { kind: 'tag', name: tag }, now), { of: `tag:${tag}`, knows: (key) => key in version.schema.defaults, now })
  lay(found, held(world, { kind: 'tenant', name: tenantId }, now), { of: `tenant:${tenantId}`, knows: () => true, now })
  lay(found, held(world, { kind: 'override', name: tenantId }, now), { of: `override:${tenantId}`, knows: () => true, now })
  return found
}

function held(world: World, layer: SettingsLayer, now: number): Record<string, Held> {
  const changes = [...(world.shared.layers.get(`${layer.kind}:${layer.name}`)?.changes ?? [])]
  changes.sort((a, b) => Date.parse(a.effectiveAt) - Date.parse(b.effectiveAt) || a.revision - b.revision)
  const state: Record<string, Held> = {}
  for (const change of changes) {
    if (Date.parse(change.effectiveAt) > now) break
    const left = change.kind === 'content' ? Object.keys(state).filter((key) => !(key in change.set)) : change.unset
    for (const key of left) delete state[key]
    for (const [key, value] of Object.entries(change.set)) {
      const ends = change.expiresAt[key] === undefined ? Infinity : Date.parse(change.expiresAt[key])
      const before = state[key]
      const saysItAgain = change.kind === 'content' && before !== undefined && before.ends === ends && JSON.stringify(before.value) === JSON.stringify(value)
      if (!saysItAgain) state[key] = { value, revision: change.revision, ends }
    }
  }
  return state
}

function lay(found: Record<string, Found>, state: Record<string, Held>, { of, knows, now }: { of: string; knows: (key: string) => boolean; now: number }): void {
  for (const [key, { value, revision, ends }] of Object.entries(state)) if (ends > now && knows(key)) found[key] = { value, from: `${of} ${revision}` }
}
