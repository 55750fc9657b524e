import type { Json } from '@tenon/model'
import type { SettingsLayer } from './settings-layer.ts'

/** Settings by name. A value is whole: an object is replaced, never merged with that of a weaker layer. */
export type SettingsValues = Readonly<Record<string, Json>>

/**
 * One immutable revision of one layer of one module. `patch` sets some settings and gives others back to the weaker
 * layers; `content` says all that the layer holds from then on, as a restore and an import do.
 */
export interface SettingsChange {
  readonly layer: SettingsLayer
  /** Per module and layer, from 1, in the order of writing. */
  readonly revision: number
  readonly kind: 'patch' | 'content'
  readonly set: SettingsValues
  /** Given back to the weaker layers. Empty for `content`, which gives back all that it does not set. */
  readonly unset: readonly string[]
  /** When values that it sets end, by setting. A value that is not named stays. */
  readonly expiresAt: Readonly<Record<string, string>>
  /** When it takes effect: never before it was written. */
  readonly effectiveAt: string
  readonly actor: string
  readonly reason: string
  readonly createdAt: string
}

/**
 * The order in which changes of one layer take effect: by instant, and of two at one instant the one written last
 * wins. Instants are ISO 8601 in UTC with milliseconds everywhere in this package, so that text order is time order.
 */
export function byEffect(a: SettingsChange, b: SettingsChange): number {
  return a.effectiveAt === b.effectiveAt ? a.revision - b.revision : a.effectiveAt < b.effectiveAt ? -1 : 1
}
