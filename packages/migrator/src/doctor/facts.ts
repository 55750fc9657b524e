import type { ConnectionFacts } from '@tenon/model'

/** What one look at a database found out. Plain data: judged by {@link diagnose}, printed, compared by tests. */
export interface DoctorFacts {
  readonly server: ServerFacts
  readonly roles: RoleFacts
  /** Every schema that is named as the data of a tenant. */
  readonly schemas: readonly SchemaFacts[]
  readonly controlPlane: readonly ControlTableFacts[]
  readonly activity: ActivityFacts
  /** Null when they were not tried. */
  readonly connections: ConnectionFacts | null
  /** What only the caller knows. */
  readonly host: HostFacts
}

/** What the caller says of its own side. */
export interface HostFacts {
  /** Connections that one host opens at most, its listener and one for long steps included. */
  readonly connectionsPerHost: number
  /** Memory of the server's machine in bytes; null when it is another machine. */
  readonly memoryBytes: number | null
}

/** Version and settings as this user's sessions get them. */
export interface ServerFacts {
  /** Such as 180004. */
  readonly version: number
  readonly versionText: string
  /** Lock slots per connection. */
  readonly maxLocks: number
  readonly maxConnections: number
  readonly maxPreparedTransactions: number
  /** Slots that only superusers and a reserved role may use. */
  readonly reservedConnections: number
  readonly openConnections: number
  readonly recoveryInitSync: string
  readonly sharedBuffersBytes: number
  readonly autovacuum: boolean
  readonly trackCounts: boolean
  readonly fsync: boolean
  readonly fullPageWrites: boolean
  readonly statementTimeoutMs: number
  readonly idleInTransactionTimeoutMs: number
  readonly idleSessionTimeoutMs: number
  /** Relations of the database with a file of their own, the catalog's included; each has one to three files. */
  readonly relationFiles: number
  /** Tables of the database: what a dump locks. */
  readonly tables: number
  /** Size of all relations by the last vacuum. */
  readonly dataBytes: number
}

/** The two roles and whoever logs in. */
export interface RoleFacts {
  readonly user: string
  readonly mayBecomeBoth: boolean
  /** Null: the role does not exist. */
  readonly owner: RoleRights | null
  readonly runtime: (RoleRights & {
    /** Objects of any database of the server. */
    readonly owned: number
    /** Roles it is a member of. */
    readonly memberOf: readonly string[]
    /** Schemas it may create in: the tenants' and the control plane's. */
    readonly createsIn: readonly string[]
    readonly createsInDatabase: boolean
  }) | null
}

/** What a role may do beyond its grants. */
export interface RoleRights {
  readonly superuser: boolean
  readonly bypassesRowSecurity: boolean
}

/** One schema of a tenant's module. */
export interface SchemaFacts {
  readonly schema: string
  readonly relations: number
  /** Locks that removing the schema takes: one for each relation, index, type, default, constraint, policy, trigger and rule. */
  readonly locks: number
  /** Tables that row level security does not close: off, not forced, without the guard, with one that does not ask whose the session is, or with another permissive policy. */
  readonly unguarded: readonly string[]
  /** Tables whose guard is of an earlier release: it lets sessions of other tenants add rows of their own. */
  readonly olderGuards: readonly string[]
  /** Materialized views, foreign tables and the migrator's own tables that the runtime role may read. */
  readonly exposed: readonly string[]
  /** Not being built at this moment. */
  readonly invalidIndexes: readonly string[]
  readonly comment: string | null
  /** What the ledger says: null when there is none, `unreadable` when nobody may look. */
  readonly ledger: 'unreadable' | null | {
    readonly dataVersion: number
    /** Digests that the mark may carry: with what is only prepared and without. */
    readonly digests: readonly string[]
  }
}

/** A table of the control plane that holds rows of tenants. */
export interface ControlTableFacts {
  readonly table: string
  /** Row level security is on, with a policy. */
  readonly guarded: boolean
  /** Whether the runtime role has any right on it. */
  readonly open: boolean
}

/** Who holds a transaction open, longest first. */
export interface ActivityFacts {
  readonly limitMs: number
  readonly long: readonly { readonly what: string; readonly ageMs: number }[]
  /** Sessions of other users, whose transactions this user may not see. */
  readonly hidden: number
}
