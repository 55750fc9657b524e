import type { DesiredState, ImportPlan, ImportRun } from '@tenon/model'
import type { Actor } from './tenant-registry.ts'

/** What a file asks for. */
export interface PlanImportOptions extends Actor {
  readonly desired: DesiredState
  /** True: also take away pins, channels, settings and grants that the file leaves out. Default false. Never takes a tenant, a module or data away. */
  readonly prune?: boolean
}

/** A saved import and how far it is. */
export interface KnownImport {
  readonly plan: ImportPlan
  /** Null: nobody has applied it. */
  readonly run: ImportRun | null
}

/** What should hold as a file under review, and the way there. */
export interface DesiredRegistry {
  /** What holds, complete. Importing it again changes nothing. @param tenantId - this tenant and its organization only @throws TENANT_UNKNOWN */
  exportState(tenantId?: string): Promise<DesiredState>
  /**
   * Compares and saves what an import would do, and what of it cannot be done: each tenant's move is planned as it will be by then. Changes nothing else.
   * @throws DESIRED_STATE_INVALID with every issue
   */
  planImport(options: PlanImportOptions): Promise<ImportPlan>
  /** @throws IMPORT_UNKNOWN */
  getImport(importId: string): Promise<KnownImport>
  /**
   * Carries a saved import out, change by change, each with its own history row. Stops at the first that fails: what is done stays, and the
   * rest is `not-run`. Applied again after a failure or a crash, it goes on with what is left.
   * @throws IMPORT_UNKNOWN, IMPORT_STALE when something it rests on changed, IMPORT_CONFLICT when anything left of it cannot be done, IMPORT_BUSY while another import runs
   */
  applyImport(importId: string, actor: Actor): Promise<ImportRun>
}
