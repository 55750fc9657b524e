import type { Channel } from '@tenon/model'

/** One change of a question. */
export type Change =
  /** Ask another range of a module that was asked for. */
  | { readonly kind: 'ask'; readonly module: string; readonly range: string }
  /** Ask for a module that would have stayed. */
  | { readonly kind: 'move-along'; readonly module: string; readonly range: string }
  /** Ask for a module that the tenant does not have. */
  | { readonly kind: 'install'; readonly module: string; readonly range: string }
  /** Do not ask for this module. */
  | { readonly kind: 'leave'; readonly module: string }
  /** Another range for a pin, or none at all (null): for its owner to decide. */
  | { readonly kind: 'pin'; readonly module: string; readonly range: string | null; readonly owner: string }
  | { readonly kind: 'channel'; readonly module: string; readonly channel: Channel }
  /** Ask for these versions of the module first, one after the other, then for what was asked. */
  | { readonly kind: 'step'; readonly module: string; readonly through: readonly string[] }

/** A way out of a conflict, as data that `applyFix` understands. It was applied and resolves. */
export interface Fix {
  readonly kind: Change['kind']
  /** Never empty. */
  readonly changes: readonly Change[]
  /** What would move then, sorted by module; `from` is null for what is new. */
  readonly moves: readonly { readonly module: string; readonly from: string | null; readonly to: string }[]
  /** In a few words, such as `1.9.3 works with stock@1.4`. */
  readonly note: string
}
