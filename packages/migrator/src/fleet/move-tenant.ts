import type { MigrationTarget, ModuleMigrator, Problem, SqlDatabase } from '@tenon/model'
import { isTenonError } from '@tenon/model'
import { readLedger } from '../ledger.ts'
import type { MoveProgram } from '../program/move-program.ts'
import { readMarks } from '../schema-mark.ts'
import type { SchemaMark } from '../schema-mark.ts'
import { standingOf, standsAt } from './classify-fleet.ts'
import { fleetErrors } from './fleet-errors.ts'
import type { FleetTenantStatus } from './fleet-run.ts'
import { readTenantState } from './journal.ts'
import type { FleetItem, RunHead } from './journal.ts'
import { isConnectionLoss } from './patience.ts'

/** What ends the pass and says nothing about the tenant. */
export const passEnding: readonly string[] = ['FLEET_RUN_UNDONE', 'PREPARATION_STOPPED']

/** How the tenants of one class are moved. */
export interface TenantMove {
  readonly direction: 'up' | 'down'
  /** Null: one step at a time. */
  readonly program: MoveProgram | null
}

/** What a move works with. */
export interface MoveTenantContext {
  readonly database: SqlDatabase
  readonly migrator: ModuleMigrator
  readonly run: RunHead
  /** Stops a preparation, which may take long and goes on where it stopped; a move in its transaction is finished. */
  readonly signal: AbortSignal | undefined
  /** Statements for the tenant's own transaction, behind everything else. */
  readonly recordOf: (item: FleetItem) => readonly string[]
}

/** What became of one tenant. */
export interface TenantResult {
  readonly target: MigrationTarget
  readonly status: Exclude<FleetTenantStatus, 'pending'>
  readonly problem: Problem | null
}

/**
 * Moves one tenant: with the class's program when there is one, and when that fails, or there is none,
 * step by step, which knows file and line and waits for locks. Doing it again after a lost connection is safe:
 * whoever was moved already is found so.
 * @throws FLEET_RUN_UNDONE, PREPARATION_STOPPED, and whatever says that the connection was lost
 */
export async function moveTenant(context: MoveTenantContext, item: FleetItem, move: TenantMove): Promise<TenantResult> {
  const { target } = item
  try {
    const byProgram = move.program !== null && (await runProgram(context, item, move.program))
    return { target, status: byProgram ? 'moved' : await moveByStep(context, item, move), problem: null }
  } catch (error) {
    if (isConnectionLoss(error) || (isTenonError(error) && passEnding.includes(error.code))) throw error
    return { target, status: 'failed', problem: problemOf(error, target) }
  }
}

/** False when it did not go through; the program changed nothing then, and step by step will say why. */
async function runProgram({ database, recordOf }: MoveTenantContext, item: FleetItem, program: MoveProgram): Promise<boolean> {
  try {
    await database.script(program.textFor(item.target, recordOf(item)))
    return true
  } catch (error) {
    if (isConnectionLoss(error)) throw error
    return false
  }
}

async function moveByStep(context: MoveTenantContext, item: FleetItem, { direction }: TenantMove): Promise<TenantResult['status']> {
  const { database, migrator, run: { id, migrations }, recordOf } = context
  const { target, toDataVersion } = item
  if (direction === 'up' && (await needsPreparation(context, item))) await migrator.prepare(database, target, { migrations, toDataVersion, ...(context.signal && { signal: context.signal }) })
  return database.transaction(async (session) => {
    const { status, undoneBy } = await readTenantState(session, id, target.tenantId)
    if (undoneBy !== null) throw fleetErrors.FLEET_RUN_UNDONE({ runId: id, undoneBy })
    if (status === 'moved') return status
    const standing = standingOf(await readMarks(session, [target.schema]), target)
    if (!standsAt(standing, item.fromMark, await readLedger(session, target))) throw movedOn(item, standing)
    const { applied } = direction === 'up' ? await migrator.up(session, target, { migrations, toDataVersion }) : await migrator.down(session, target, { toDataVersion })
    if (applied.length === 0) return 'unchanged'
    for (const statement of recordOf(item)) await session.query(statement)
    return 'moved'
  })
}

/** Whether something pending cannot run inside the move, and the tenant still is where the run saw it. */
async function needsPreparation({ database, run: { migrations } }: MoveTenantContext, { target, fromMark, toDataVersion }: FleetItem): Promise<boolean> {
  if (!migrations.some(({ run, dataVersion }) => run !== 'transaction' && dataVersion <= toDataVersion)) return false
  return standsAt(standingOf(await readMarks(database, [target.schema]), target), fromMark, await readLedger(database, target))
}

/** That a tenant is not where its run saw it. */
export function movedOn({ target: { tenantId, module }, fromDataVersion }: FleetItem, standing: ReturnType<typeof standingOf>): ReturnType<typeof fleetErrors.FLEET_TENANT_MOVED_ON> {
  const found = standing === 'missing' ? 0 : standing === 'unmarked' ? null : (standing satisfies SchemaMark).dataVersion
  return fleetErrors.FLEET_TENANT_MOVED_ON({ tenantId, module, expected: fromDataVersion, found })
}

function problemOf(error: unknown, { tenantId, module }: MigrationTarget): Problem {
  if (isTenonError(error)) return error.problem
  const { code, message } = error as { readonly code?: unknown; readonly message?: string }
  const sqlState = typeof code === 'string' ? code : null
  return fleetErrors.FLEET_TENANT_FAILED({ tenantId, module, sqlState, message: message ?? 'no message' }).problem
}
