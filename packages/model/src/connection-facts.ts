/** What stands between a URL and the server, as seen from statements of two connections. */
export type PoolMode = 'direct' | 'session' | 'transaction' | 'statement'

/** Role and tenant of a connection at one moment. */
export interface SeenIdentity {
  readonly when: 'outside' | 'inside'
  readonly role: string
  /** Null: none. */
  readonly tenant: string | null
}

/** How the connections of a host behave on the URLs it is given. */
export interface ConnectionFacts {
  /** What the URL of queries and transactions leads to. */
  readonly mode: PoolMode
  /** Role and tenant before, inside and after bound queries and transactions, in this order. */
  readonly identities: readonly SeenIdentity[]
  /** The tenant that was bound. */
  readonly boundTenant: string
  /** Why binding was not possible at all; null when it was. */
  readonly bindingFailure: string | null
  /** What the direct URL leads to. */
  readonly directMode: PoolMode
  /** Whether a notification sent on the direct URL arrived at another connection of it. */
  readonly notified: boolean
}
