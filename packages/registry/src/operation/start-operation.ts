import { nothingPreserved } from '@tenon/model'
import type { LockRevision, Move, MoveKind, Operation, Plan, SqlSession, StoredArtifact } from '@tenon/model'
import type { ApplyOptions } from '../surface/plan-registry.ts'
import type { RunningTenant } from '../surface/running-registry.ts'
import type { TenantFacts } from '../plan/tenant-facts.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import { readRunning } from '../running/read-running.ts'
import { insertLockRevision } from '../tables/locks.ts'
import { finishOperation, insertOperation, saveSteps, selectOperation } from '../tables/operations.ts'
import type { SavedPlan } from '../tables/plans.ts'
import { lockTenant, notifyTenant } from '../tables/tenants.ts'
import { assertAllowed } from './assert-allowed.ts'
import { assertFresh } from './assert-fresh.ts'
import { assertNoDrift } from './assert-no-drift.ts'
import { createChangeHold } from './change-hold.ts'
import { holdRequestOf } from './hold-request-of.ts'
import { prepareMoves } from './prepare-moves.ts'
import { problemOf } from './problem-of.ts'
import { recoverOperations } from './recover-operations.ts'
import { runMoves } from './run-moves.ts'
import { createStepJournal } from './step-journal.ts'
import type { StepJournal } from './step-journal.ts'

/** A journaled operation and its end. */
export interface StartedOperation {
  readonly operation: Operation
  /** Never rejects for a failed move: that is `status: 'failed'` with its problem. */
  readonly finished: Promise<Operation>
}

/**
 * Applies a saved plan. One transaction holds the tenant's lock from before the operation is journaled
 * until its end, and carries the SQL, the ledgers, the lock revision, the operation's success and the
 * notification: a crash at any point leaves all old or all new. The journal row itself commits on
 * another connection, so that a crash leaves a trace; so does what must be prepared ahead of the move,
 * which the version in force does not count on and the next attempt goes on from.
 *
 * @returns once the operation is journaled
 * @throws PLAN_REJECTED, PLAN_UNAPPROVED, PLAN_STALE, TENANT_BUSY: nothing was journaled
 */
export async function startOperation(parts: RegistryParts, saved: SavedPlan, options: ApplyOptions): Promise<StartedOperation> {
  await recoverOperations(parts, saved.plan.tenantId)
  const execution = newExecution(parts, saved, options)
  const journaled = Promise.withResolvers<Operation>()
  const finished = execute(execution, journaled.resolve)
  finished.catch(journaled.reject)
  return { operation: await journaled.promise, finished }
}

interface Execution {
  readonly parts: RegistryParts
  readonly saved: SavedPlan
  readonly options: ApplyOptions
  readonly operation: Operation
  readonly journal: StepJournal
}

function newExecution(parts: RegistryParts, saved: SavedPlan, options: ApplyOptions): Execution {
  const { plan } = saved
  const id = parts.createId('op')
  const journal = createStepJournal({ plan, operationId: id, clock: parts.clock, onProgress: options.onProgress })
  const operation: Operation = {
    id, tenantId: plan.tenantId, planId: plan.id, kind: changeOf(plan.moves), status: 'running', steps: journal.outcomes(),
    problem: null, preserved: nothingPreserved, actor: options.actor, startedAt: nowOf(parts), finishedAt: null,
  }
  return { parts, saved, options, operation, journal }
}

/** Rejects only for what happens before the journal row is written. */
async function execute(execution: Execution, onJournaled: (operation: Operation) => void): Promise<Operation> {
  const { parts, operation } = execution
  let isJournaled = false
  const hold = createChangeHold(parts, operation.id, holdRequestOf(execution.saved.plan, parts.holdBudgetMs))
  try {
    const running = await parts.database.transaction(async (session) => {
      const facts = await begin(session, execution)
      isJournaled = true
      onJournaled(operation)
      parts.onBoundary('journaled')
      const artifacts = await fetchArtifacts(execution)
      parts.onBoundary('fetched')
      await prepareMoves(parts, { plan: execution.saved.plan, operationId: operation.id, journal: execution.journal, artifacts, signal: execution.options.signal })
      parts.onBoundary('prepared')
      const accepted = await assertNoDrift(facts, { plan: execution.saved.plan, artifacts, acceptDrift: execution.options.acceptDrift })
      await execution.journal.run((step) => step.kind === 'hold', hold.begin)
      await saveSteps(parts.database, operation.id, execution.journal.outcomes())
      parts.onBoundary('held')
      const moved = await move(facts, accepted ? withAcceptedDrift(execution) : execution, artifacts)
      await hold.endWith(session)
      parts.onBoundary('ready to commit')
      return moved
    })
    parts.onBoundary('committed')
    parts.view.put(running)
    hold.release()
    parts.onBoundary('switched')
  } catch (error) {
    if (!isJournaled) throw error
    await recordFailure(execution, error).finally(() => hold.abandon())
  }
  return selectOperation(parts.database, operation.id)
}

/** The history says that it was known, and why it was no reason to stop. */
function withAcceptedDrift(execution: Execution): Execution {
  const { options } = execution
  return { ...execution, options: { ...options, reason: `${options.reason} (drift accepted: ${options.acceptDrift ?? ''})` } }
}

async function begin(session: SqlSession, { parts, saved, operation }: Execution): Promise<TenantFacts> {
  await lockTenant(session, operation.tenantId)
  await noticeDeadClients(session)
  // While data is prepared this transaction only holds the tenant's lock, for as long as that takes.
  await session.query(`select set_config('idle_in_transaction_session_timeout', '0', true)`)
  await assertAllowed(session, parts, saved.plan)
  const facts = await assertFresh(session, parts, saved)
  if (!(await insertOperation(parts.database, operation))) throw registryErrors.TENANT_BUSY({ tenant: operation.tenantId })
  return facts
}

/** A server in the middle of a long statement does not see that its client was killed; this makes it look once a second, where the platform can. */
async function noticeDeadClients(session: SqlSession): Promise<void> {
  await session.query("do $$ begin perform set_config('client_connection_check_interval', '1s', true); exception when others then null; end $$")
}

async function fetchArtifacts({ parts, saved, journal }: Execution): Promise<ReadonlyMap<string, StoredArtifact>> {
  const opened = await journal.run(
    (step) => step.kind === 'fetch',
    () => Promise.all(saved.plan.moves.map(async ({ module, to }) => [module, await parts.artifacts.open(to)] as const)),
  )
  return new Map(opened)
}

/** Everything that must be true together. */
async function move(facts: TenantFacts, execution: Execution, artifacts: ReadonlyMap<string, StoredArtifact>): Promise<RunningTenant> {
  const { parts, saved, operation, journal } = execution
  const preserved = await runMoves(facts, { plan: saved.plan, journal, artifacts })
  await journal.run((step) => step.kind === 'write-lock', () => insertLockRevision(facts.session, revisionOf(facts, execution)))
  return journal.run((step) => step.kind === 'switch', async () => {
    await notifyTenant(facts.session, operation.tenantId)
    const [running] = await readRunning(facts.session, [operation.tenantId], parts.checkSettings)
    const steps = journal.outcomes().map((step) => ({ ...step, status: 'succeeded' as const }))
    await finishOperation(facts.session, { id: operation.id, status: 'succeeded', steps, problem: null, preserved, finishedAt: nowOf(parts) })
    if (running === undefined) throw registryErrors.TENANT_UNKNOWN({ tenant: operation.tenantId })
    return running
  })
}

function revisionOf({ lock }: TenantFacts, { parts, saved, operation, options }: Execution): LockRevision {
  return {
    tenantId: operation.tenantId,
    revision: lock.revision + 1,
    entries: entriesAfter(lock, saved.plan),
    change: changeOf(saved.plan.moves),
    planId: saved.plan.id,
    operationId: operation.id,
    actor: options.actor,
    reason: options.reason,
    createdAt: nowOf(parts),
  }
}

function entriesAfter(lock: LockRevision, { moves }: Plan): LockRevision['entries'] {
  const kept = lock.entries.filter(({ module }) => !moves.some((other) => other.module === module))
  return [...kept, ...moves.map(({ to }) => to)].toSorted((a, b) => (a.module < b.module ? -1 : 1))
}

function changeOf(moves: readonly Move[]): MoveKind {
  const kinds = new Set(moves.map(({ kind }) => kind))
  const [only] = kinds
  return kinds.size === 1 && only !== undefined ? only : 'upgrade'
}

/** When the connection was lost during the commit, the row itself says whether it went through: a success is never overwritten. */
async function recordFailure({ parts, operation, journal }: Execution, error: unknown): Promise<void> {
  journal.undo()
  await finishOperation(parts.database, {
    id: operation.id, status: 'failed', steps: journal.outcomes(), problem: problemOf(operation.tenantId, error), preserved: nothingPreserved, finishedAt: nowOf(parts),
  })
}
