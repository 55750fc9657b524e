import { clientTypes } from '@tenon/model'
import type { ClientType } from '@tenon/model'

/**
 * Where a value is set. From weakest to strongest: the module's default (in no layer), the client type, tags, the
 * tenant, and an override of the tenant, whose values may expire.
 */
export type SettingsLayer =
  | { readonly kind: 'client-type'; readonly name: ClientType }
  | { readonly kind: 'tag'; readonly name: string }
  /** `name` is the tenant's id. */
  | { readonly kind: 'tenant'; readonly name: string }
  | { readonly kind: 'override'; readonly name: string }

/** Layers by kind, weakest first. */
export const layerKinds = ['client-type', 'tag', 'tenant', 'override'] as const satisfies readonly SettingsLayer['kind'][]

/** One text for a layer: `client-type:enterprise`, `tag:ring:early`, `tenant:acme`, `override:acme`. */
export function layerKey({ kind, name }: SettingsLayer): string {
  return `${kind}:${name}`
}

/** The layer that a text names; null when it names none. */
export function parseLayerKey(text: string): SettingsLayer | null {
  const colon = text.indexOf(':')
  const [kind, name] = [text.slice(0, colon), text.slice(colon + 1)]
  if (colon < 0 || name === '') return null
  if (kind === 'client-type') return isClientType(name) ? { kind, name } : null
  return kind === 'tag' || kind === 'tenant' || kind === 'override' ? { kind, name } : null
}

function isClientType(name: string): name is ClientType {
  return (clientTypes as readonly string[]).includes(name)
}
