import type { LockEntry } from './lock.ts'
import type { MigrationPhase, MigrationRun } from './manifest.ts'
import type { PlanEstimate, PlanRehearsal } from './plan-estimate.ts'
import type { PlannedStatement } from './planned-statement.ts'

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

/** SQL of one migration as a step runs it. */
export interface PlannedMigration {
  readonly module: string
  readonly migration: string
  readonly dataVersion: number
  readonly phase: MigrationPhase
  readonly sql: string
  /** Of `sql`, in its order; empty when the text could not be read. */
  readonly statements: readonly PlannedStatement[]
}

/** The unit of a plan. Steps run in order, and those of one plan are one transaction; `prepare` steps alone run ahead of it, and stay when it fails. */
export type PlanStep =
  | { readonly kind: 'fetch'; readonly module: string; readonly version: string; readonly integrity: string }
  | PlannedMigration & {
    readonly kind: 'prepare'
    readonly run: MigrationRun
    /** True when an earlier attempt has done it already. */
    readonly done: boolean
  }
  | { readonly kind: 'hold'; readonly module: string; readonly budgetMs: number }
  | PlannedMigration & { readonly kind: 'migrate-up' }
  | PlannedMigration & { readonly kind: 'migrate-down' }
  | PlannedMigration & { readonly kind: 'contract' }
  | { readonly kind: 'write-lock'; readonly modules: readonly string[] }
  | { readonly kind: 'switch'; readonly modules: readonly string[] }

/** Of what a version says of itself. */
export type DeltaSubject = 'setting' | 'permission' | 'route' | 'event' | 'dataset' | 'provides' | 'requires' | 'timer'

/** One thing that is new, gone or different after a plan. */
export interface DeltaChange {
  readonly subject: DeltaSubject
  readonly change: 'added' | 'removed' | 'changed'
  /** `GET /v2/items`, `defaultUnit`, `inventory:unit:manage`. */
  readonly name: string
  /** What it is now, or what is different about it, in words: `= "each"`, `default "each" -> "kg"`. Empty when the name says all. */
  readonly detail: string
}

/** What changes for callers and operators when a plan is applied. */
export interface PlanDelta {
  readonly module: string
  /** By subject, in the order of `DeltaSubject`; what is added first, then what changed, then what is gone; then by name. */
  readonly changes: readonly DeltaChange[]
}

/** The first step of a plan after which there is no roll back. */
export interface NoReturn {
  /** Index into the plan's steps. */
  readonly step: number
  readonly module: string
  readonly migration: string
  readonly phase: 'irreversible' | 'contract'
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
  /** The step that cannot be taken back; null when each one can, or when there is no version to go back to. */
  readonly noReturn: NoReturn | null
  /** Contract migrations that wait for `finalize` after this plan. */
  readonly contractsLeft: readonly string[]
  /** What they will remove then, and under which lock, in their order. */
  readonly atFinalize: readonly PlannedMigration[]
  readonly estimate: PlanEstimate
  /** Made together with the plan, one for each module that was rehearsed; empty when none was asked for. */
  readonly rehearsals: readonly PlanRehearsal[]
  readonly actor: string
  readonly reason: string
  /** ISO 8601 instant, UTC. */
  readonly createdAt: string
}

/** A plan that was computed and not saved: it has no name, and nobody's. */
export type PlanPreview = Omit<Plan, 'id' | 'actor' | 'reason' | 'createdAt'>
