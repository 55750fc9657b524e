/** A process that serves calls of this database's tenants. */
export interface KnownHost {
  readonly id: string
  /** What its operator calls it. */
  readonly label: string
  /** Version of `@tenon/module-sdk` that modules meet there. */
  readonly version: string
  /** ISO 8601 instant, UTC. */
  readonly startedAt: string
  /** False for a moment after its connection was lost: it may still be finishing calls. After that it is forgotten. */
  readonly isAnnounced: boolean
}

/** Who serves. */
export interface HostRegistry {
  /** Oldest first; this process among them when it serves. */
  listHosts(): Promise<readonly KnownHost[]>
}
