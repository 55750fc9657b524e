import type { Channel } from './catalog.ts'
import type { ClientType } from './client-type.ts'
import type { Problem } from './problem.ts'
import type { StepStatus } from './operation.ts'

type Values = Readonly<Record<string, unknown>>

/** A pin as a file says it. */
export interface DesiredPin {
  /** semver range. */
  readonly range: string
  readonly owner: string
  readonly reason: string
  /** ISO 8601 instant. Absent: no end. */
  readonly expires?: string
}

/** What should hold for one module of a tenant. What is left out is left as it is. */
export interface DesiredModule {
  /** Exact, or a semver range: a version that is within it already stays. */
  readonly version?: string
  /** Absent: that of the tenant. */
  readonly channel?: Channel
  readonly pin?: DesiredPin
  /** Permissions the tenant grants to it. */
  readonly grants?: readonly string[]
  /** By name; the others stay as they are. */
  readonly settings?: Values
}

/** What should hold for a tenant. A new one needs an organization. */
export interface DesiredTenant {
  readonly name?: string
  readonly organization?: string
  readonly clientType?: ClientType
  readonly tags?: readonly string[]
  readonly channel?: Channel
  /** By module name. */
  readonly modules?: Readonly<Record<string, DesiredModule>>
}

/** What should hold, as a reviewed file says it; and, complete, what holds now. */
export interface DesiredState {
  /** By id. */
  readonly organizations?: Readonly<Record<string, { readonly name?: string }>>
  /** By id. */
  readonly tenants?: Readonly<Record<string, DesiredTenant>>
}

/** What a tenant is called and counted as. */
export interface TenantTraits {
  readonly name: string
  readonly clientType: ClientType
  readonly tags: readonly string[]
}

/** One thing that an import does. `before` is what holds now: an import applies to that, or not at all. */
export type DesiredChange =
  | { readonly kind: 'create-organization'; readonly organization: string; readonly name: string }
  | { readonly kind: 'rename-organization'; readonly organization: string; readonly before: string; readonly after: string }
  | { readonly kind: 'create-tenant'; readonly tenantId: string; readonly organization: string; readonly after: TenantTraits }
  | { readonly kind: 'change-tenant'; readonly tenantId: string; readonly before: TenantTraits; readonly after: TenantTraits }
  /** Module null: of the tenant in all. `after` null: the module goes with the rest again. */
  | { readonly kind: 'channel'; readonly tenantId: string; readonly module: string | null; readonly before: Channel | null; readonly after: Channel | null }
  | { readonly kind: 'pin'; readonly tenantId: string; readonly module: string; readonly before: DesiredPin | null; readonly after: DesiredPin | null }
  /** All modules of the tenant that move, in one plan: module name to what runs and what should. Moves data. */
  | { readonly kind: 'move'; readonly tenantId: string; readonly before: Readonly<Record<string, string | null>>; readonly after: Readonly<Record<string, string>> }
  | { readonly kind: 'settings'; readonly tenantId: string; readonly module: string; readonly before: Values; readonly after: Values }
  /** `withdraw` is empty but for a prune. */
  | { readonly kind: 'grants'; readonly tenantId: string; readonly module: string; readonly grant: readonly string[]; readonly withdraw: readonly string[] }

/** How far an import reaches. */
export interface BlastRadius {
  /** Tenants that something changes for, those made anew among them. */
  readonly tenants: number
  /** Modules of tenants whose version, and with it data, moves. */
  readonly moves: number
  /** Pins and channels set or removed: they decide what later plans may choose. */
  readonly selections: number
  readonly permissionsGranted: number
  readonly permissionsWithdrawn: number
}

/** What is there and in no file. An import never takes a tenant or a module away: its data would go with it. */
export interface NotListed {
  readonly tenants: readonly string[]
  /** `tenant/module`, of tenants that are listed. */
  readonly modules: readonly string[]
}

/** Why one change of an import cannot be carried out for a tenant, with the ways out where there are any. */
export interface ImportConflict {
  readonly tenantId: string
  /** Of a move the same that a plan of it is refused with, its core and fixes in the details. */
  readonly problem: Problem
}

/** A saved import: shown and reviewed first, applied to the state it was made for. */
export interface ImportPlan {
  readonly id: string
  readonly prune: boolean
  /** What was asked for. */
  readonly desired: DesiredState
  /** In the order in which they are carried out. */
  readonly changes: readonly DesiredChange[]
  readonly radius: BlastRadius
  readonly notListed: NotListed
  /** What stood against it when it was planned; it is looked for again before anything is written. Empty: nothing. */
  readonly conflicts: readonly ImportConflict[]
  /** sha256 (hex) of the changes, each with what it rests on. */
  readonly fingerprint: string
  readonly actor: string
  readonly reason: string
  /** ISO 8601 instant, UTC. */
  readonly createdAt: string
}

/** How far one change of an import is. */
export interface ImportItem {
  readonly status: Extract<StepStatus, 'not-run' | 'running' | 'succeeded' | 'failed'>
  /** Of a move; else null. */
  readonly operationId: string | null
  readonly problem: Problem | null
}

/** The durable record of an import being applied. */
export interface ImportRun {
  readonly importId: string
  /** `running` also after a crash: apply it again, or import the file again, and it goes on. */
  readonly status: 'running' | 'succeeded' | 'failed'
  /** One for each change of the plan, in its order. */
  readonly items: readonly ImportItem[]
  readonly actor: string
  readonly reason: string
  readonly startedAt: string
  readonly finishedAt: string | null
}
