import { canonicalJson } from '@tenon/model'
import type { DesiredChange, ImportItem, ImportRun, SqlSession } from '@tenon/model'
import { describeChange } from '@tenon/planner'
import { problemOf } from '../operation/problem-of.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { KnownImport } from '../surface/desired-registry.ts'
import { selectImport, tryLockImports, upsertImportRun } from '../tables/imports.ts'
import { carryOut } from './carry-out.ts'
import type { CarriedOut, CarryOutParts } from './carry-out.ts'
import { importConflicts } from './import-conflicts.ts'
import { differenceNow } from './plan-import.ts'

const notRun: ImportItem = { status: 'not-run', operationId: null, problem: null }

/**
 * Carries a saved import out while a transaction holds the lock of imports. The journal is written on another connection before and
 * after each change, so that a crash leaves a trace; what was done stays done, and applying again goes on from what holds then.
 * Refused before its first line when anything in it cannot be done.
 * @throws IMPORT_UNKNOWN, IMPORT_STALE, IMPORT_CONFLICT, IMPORT_BUSY
 */
export function applyImport(world: Omit<CarryOutParts, 'plan'>, importId: string): Promise<ImportRun> {
  return world.parts.database.transaction(async (session) => {
    await session.query("select set_config('idle_in_transaction_session_timeout', '0', true)")
    if (!(await tryLockImports(session))) throw registryErrors.IMPORT_BUSY({ import: importId })
    const known = await selectImport(world.parts.database, importId)
    const changes = await assertFresh(world, known)
    return carryOutAll({ ...world, plan: known.plan }, { changes, run: startedRun(world, known, changes) })
  })
}

/** What is left to do. On the first time that is the whole plan, exactly as it was shown; after that, nothing the plan did not say. @throws IMPORT_STALE, IMPORT_CONFLICT */
async function assertFresh({ parts }: Omit<CarryOutParts, 'plan'>, { plan, run }: KnownImport): Promise<readonly DesiredChange[]> {
  const { changes, conflicts } = await parts.database.transaction(async (session: SqlSession) => {
    const { changes } = await differenceNow(session, plan)
    return { changes, conflicts: await importConflicts(session, parts, { desired: plan.desired, changes }) }
  })
  const facts = (change: DesiredChange) => canonicalJson(run === null ? change : aimOf(change))
  const [planned, now] = [plan.changes, changes].map((list) => new Map(list.map((change) => [facts(change), change])))
  const unexpected = [...now ?? []].filter(([key]) => planned?.has(key) !== true)
  const gone = run === null ? [...planned ?? []].filter(([key]) => now?.has(key) !== true) : []
  if (unexpected.length + gone.length > 0) throw registryErrors.IMPORT_STALE({ import: plan.id, changed: [...new Set([...unexpected, ...gone].map(([, change]) => describeChange(change)))] })
  if (conflicts.length > 0) throw registryErrors.IMPORT_CONFLICT({ import: plan.id, conflicts })
  return changes
}

/** A change without what it rests on: what came before it in the same import may have changed that. */
function aimOf(change: DesiredChange): object {
  if (change.kind === 'grants') return { kind: change.kind, tenantId: change.tenantId, module: change.module }
  return { ...change, before: null }
}

function startedRun({ parts, actor }: Omit<CarryOutParts, 'plan'>, { plan, run }: KnownImport, left: readonly DesiredChange[]): ImportRun {
  const open = new Set(left.map((change) => canonicalJson(aimOf(change))))
  const items = plan.changes.map((change, index): ImportItem => (open.has(canonicalJson(aimOf(change))) ? notRun : { ...(run?.items[index] ?? notRun), status: 'succeeded', problem: null }))
  return { importId: plan.id, status: 'running', items, ...actor, startedAt: run?.startedAt ?? nowOf(parts), finishedAt: null }
}

async function carryOutAll(world: CarryOutParts, { changes, run }: { readonly changes: readonly DesiredChange[]; readonly run: ImportRun }): Promise<ImportRun> {
  const { database } = world.parts
  let now = run
  const write = async (change: Partial<ImportRun>) => {
    now = { ...now, ...change }
    await upsertImportRun(database, now)
  }
  const note = (index: number, item: ImportItem) => write({ items: now.items.map((other, at) => (at === index ? item : other)) })
  await write({})
  for (const change of changes) {
    const index = world.plan.changes.findIndex((planned) => canonicalJson(aimOf(planned)) === canonicalJson(aimOf(change)))
    await note(index, { ...notRun, status: 'running' })
    const { operationId, problem } = await attempt(world, change)
    await note(index, { status: problem === null ? 'succeeded' : 'failed', operationId, problem })
    if (problem !== null) break
  }
  await write({ status: now.items.every(({ status }) => status === 'succeeded') ? 'succeeded' : 'failed', finishedAt: nowOf(world.parts) })
  return now
}

async function attempt(world: CarryOutParts, change: DesiredChange): Promise<CarriedOut> {
  try {
    return await carryOut(world, change)
  } catch (error) {
    return { operationId: null, problem: problemOf('tenantId' in change ? change.tenantId : change.organization, error) }
  }
}
