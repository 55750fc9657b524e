import type { LockEntry } from './lock.ts'
import type { MigrationPhase, MigrationRun } from './manifest.ts'

/** Direction of one module inside a plan. */
export type MoveKind = 'install' | 'upgrade' | 'roll-back' | 'finalize'

/** One module of one tenant going from one version to another. */
export interface Move {
  readonly kind: MoveKind
  readonly module: string
  /** Null when the module is installed for the first time. */
  readonly from: LockEntry | null
  /** The entry in force after the plan. */
  readonly to: LockEntry
  /** Why this version was chosen, in words: `asked for 2.0.0`, `pin ~1.2 by dana`. */
  readonly why: string
  /** Permissions that the version lists and the tenant has not granted: off until an administrator of the tenant grants them. */
  readonly permissionsOff: readonly string[]
}

/** The unit of a plan. Steps run in order, and those of one plan are one transaction; `prepare` steps alone run ahead of it, and stay when it fails. */
export type PlanStep =
  | { readonly kind: 'fetch'; readonly module: string; readonly version: string; readonly integrity: string }
  | {
    readonly kind: 'prepare'; readonly module: string; readonly migration: string; readonly dataVersion: number; readonly phase: MigrationPhase; readonly sql: string
    readonly run: MigrationRun
    /** True when an earlier attempt has done it already. */
    readonly done: boolean
  }
  | { readonly kind: 'hold'; readonly module: string; readonly budgetMs: number }
  | { readonly kind: 'migrate-up'; readonly module: string; readonly migration: string; readonly dataVersion: number; readonly phase: MigrationPhase; readonly sql: string }
  | { readonly kind: 'migrate-down'; readonly module: string; readonly migration: string; readonly dataVersion: number; readonly phase: MigrationPhase; readonly sql: string }
  | { readonly kind: 'contract'; readonly module: string; readonly migration: string; readonly dataVersion: number; readonly phase: MigrationPhase; readonly sql: string }
  | { readonly kind: 'write-lock'; readonly modules: readonly string[] }
  | { readonly kind: 'switch'; readonly modules: readonly string[] }

/** What changes for callers and operators when a plan is applied. */
export interface PlanDelta {
  readonly module: string
  readonly routesAdded: readonly string[]
  readonly routesRemoved: readonly string[]
  readonly permissionsAdded: readonly string[]
  readonly permissionsRemoved: readonly string[]
  readonly settingsAdded: readonly string[]
  readonly settingsRemoved: readonly string[]
  readonly eventsAdded: readonly string[]
  readonly eventsRemoved: readonly string[]
}

/** A saved diff of locks. It applies to the state it was made for, or not at all. */
export interface Plan {
  readonly id: string
  readonly tenantId: string
  /** Lock revision the plan was made from. */
  readonly baseRevision: number
  /** sha256 (hex) of the tenant's lock, data versions and catalog entries the plan rests on. */
  readonly fingerprint: string
  readonly moves: readonly Move[]
  readonly steps: readonly PlanStep[]
  readonly deltas: readonly PlanDelta[]
  /** True while `rollBack` can take the tenant back with its new data after this plan. */
  readonly reversible: boolean
  /** Contract migrations that wait for `finalize` after this plan. */
  readonly contractsLeft: readonly string[]
  readonly actor: string
  readonly reason: string
  /** ISO 8601 instant, UTC. */
  readonly createdAt: string
}
