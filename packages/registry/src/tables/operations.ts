import type { Operation, SqlSession } from '@tenon/model'
import { registryErrors } from '../registry-errors.ts'
import { instant } from './instant.ts'

const columns = `id, tenant_id as "tenantId", plan_id as "planId", kind, status, steps, problem, preserved, actor,
  ${instant('started_at')} as "startedAt", ${instant('finished_at')} as "finishedAt"`

/** What an operation ends with. */
export type OperationEnd = Pick<Operation, 'id' | 'status' | 'steps' | 'problem' | 'preserved' | 'finishedAt'>

/** Journals an operation that begins. False when another one of this tenant is running. */
export async function insertOperation(session: SqlSession, operation: Operation): Promise<boolean> {
  const { rowCount } = await session.query(
    `insert into tenon.operation (id, tenant_id, plan_id, kind, status, steps, preserved, actor, started_at)
     values ($1, $2, $3, $4, 'running', $5::jsonb, $6::jsonb, $7, $8) on conflict do nothing`,
    [operation.id, operation.tenantId, operation.planId, operation.kind, JSON.stringify(operation.steps), JSON.stringify(operation.preserved), operation.actor, operation.startedAt],
  )
  return rowCount === 1
}

/** Writes how an operation ended. One that succeeded stays so: its end committed together with its moves. */
export async function finishOperation(session: SqlSession, end: OperationEnd): Promise<void> {
  await session.query(
    `update tenon.operation set status = $2, steps = $3::jsonb, problem = $4::jsonb, preserved = $5::jsonb, finished_at = $6
     where id = $1 and status in ('running', 'interrupted')`,
    [end.id, end.status, JSON.stringify(end.steps), end.problem === null ? null : JSON.stringify(end.problem), JSON.stringify(end.preserved), end.finishedAt],
  )
}

/** Writes how far the steps of a running operation are. */
export async function saveSteps(session: SqlSession, operationId: string, steps: Operation['steps']): Promise<void> {
  await session.query("update tenon.operation set steps = $2::jsonb where id = $1 and status = 'running'", [operationId, JSON.stringify(steps)])
}

/** Marks an operation that nobody runs any more. */
export async function interruptOperation(session: SqlSession, operationId: string, finishedAt: string): Promise<void> {
  await session.query("update tenon.operation set status = 'interrupted', finished_at = $2 where id = $1 and status = 'running'", [operationId, finishedAt])
}

/** Operations that say they are running, of one tenant or of all. */
export async function selectRunningOperations(session: SqlSession, tenantId: string | null): Promise<readonly Operation[]> {
  const { rows } = await session.query<Operation>(`select ${columns} from tenon.operation where status = 'running' and ($1::text is null or tenant_id = $1)`, [tenantId])
  return rows
}

/** One operation. @throws OPERATION_UNKNOWN */
export async function selectOperation(session: SqlSession, operationId: string): Promise<Operation> {
  const { rows } = await session.query<Operation>(`select ${columns} from tenon.operation where id = $1`, [operationId])
  if (rows[0] === undefined) throw registryErrors.OPERATION_UNKNOWN({ operation: operationId })
  return rows[0]
}

/** The last operation that applied a plan, or tried to. */
export async function selectLastOperationOfPlan(session: SqlSession, planId: string): Promise<Operation | undefined> {
  const { rows } = await session.query<Operation>(`select ${columns} from tenon.operation where plan_id = $1 order by position desc limit 1`, [planId])
  return rows[0]
}

/** Operations of one tenant, or of all, newest first. */
export async function selectOperations(session: SqlSession, tenantId: string | null): Promise<readonly Operation[]> {
  const { rows } = await session.query<Operation>(`select ${columns} from tenon.operation where $1::text is null or tenant_id = $1 order by position desc`, [tenantId])
  return rows
}

/** The last operation of each named tenant, or of each tenant there is. */
export async function selectLastOperations(session: SqlSession, tenantIds: readonly string[] | null): Promise<readonly Operation[]> {
  const { rows } = await session.query<Operation>(
    `select distinct on (tenant_id) ${columns} from tenon.operation where $1::text[] is null or tenant_id = any($1) order by tenant_id, position desc`,
    [tenantIds],
  )
  return rows
}
