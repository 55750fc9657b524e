import type { Json } from '@tenon/model'

/** A secret that stands elsewhere: in the host's environment or its vault, by name. */
export interface SecretReference {
  readonly $secret: 'reference'
  readonly name: string
}

/** A secret sealed with AES-256-GCM. Bytes are base64. */
export interface SealedSecret {
  readonly $secret: 'sealed'
  /** Which key of the ring sealed it. */
  readonly keyId: string
  readonly nonce: string
  readonly tag: string
  readonly data: string
}

/** What a secret setting holds in layers, requests and exports: never the plain value. */
export type SecretValue = SecretReference | SealedSecret

/** True for a value that keeps a secret. */
export function isSecretValue(value: unknown): value is SecretValue {
  if (typeof value !== 'object' || value === null || !('$secret' in value)) return false
  return value.$secret === 'reference' ? hasTexts(value, ['name']) : value.$secret === 'sealed' && hasTexts(value, ['keyId', 'nonce', 'tag', 'data'])
}

/** What people see of a secret: which reference, or which key sealed it. */
export function maskSecret(value: Json): string {
  if (!isSecretValue(value)) return '(secret)'
  return value.$secret === 'reference' ? `(secret, from ${value.name})` : `(secret, sealed with ${value.keyId})`
}

function hasTexts(value: object, names: readonly string[]): boolean {
  const texts = new Map<string, unknown>(Object.entries(value))
  return texts.size === names.length + 1 && names.every((name) => typeof texts.get(name) === 'string')
}
