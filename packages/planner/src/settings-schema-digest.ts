import { createHash } from 'node:crypto'
import { canonicalJson } from '@tenon/model'
import type { Manifest } from '@tenon/model'

/** sha256 (hex) of a version's settings schema as canonical JSON: two versions with the same digest take the same settings. */
export function settingsSchemaDigest({ settings }: Pick<Manifest, 'settings'>): string {
  return createHash('sha256').update(canonicalJson(settings)).digest('hex')
}
