import { emptyLock } from '@tenon/model'
import type { LockRevision, SqlSession, Tenant } from '@tenon/model'
import { completeEntries } from './complete-entries.ts'
import type { StoredRevision } from './complete-entries.ts'
import { instant } from './instant.ts'

const columns = `tenant_id as "tenantId", revision, entries, change, plan_id as "planId", operation_id as "operationId", actor, reason, ${instant('created_at')} as "createdAt"`

/** Appends a revision. Its number is the next one, or the primary key refuses it. */
export async function insertLockRevision(session: SqlSession, lock: LockRevision): Promise<void> {
  await session.query(
    `insert into tenon.lock_revision (tenant_id, revision, entries, change, plan_id, operation_id, actor, reason, created_at)
     values ($1, $2, $3::jsonb, $4, $5, $6, $7, $8, $9)`,
    [lock.tenantId, lock.revision, JSON.stringify(lock.entries), lock.change, lock.planId, lock.operationId, lock.actor, lock.reason, lock.createdAt],
  )
}

/** What runs now for the named tenants, or for all; tenants without a revision are not among them. */
export async function selectCurrentLocks(session: SqlSession, tenantIds: readonly string[] | null): Promise<readonly LockRevision[]> {
  const { rows } = await session.query<StoredRevision>(
    `select distinct on (tenant_id) ${columns} from tenon.lock_revision where $1::text[] is null or tenant_id = any($1) order by tenant_id, revision desc`,
    [tenantIds],
  )
  return completeEntries(session, rows)
}

/** What runs now for one tenant. */
export async function selectCurrentLock(session: SqlSession, tenant: Tenant): Promise<LockRevision> {
  const [lock] = await selectCurrentLocks(session, [tenant.id])
  return lock ?? emptyLock(tenant.id, tenant.createdAt)
}

/** Every revision of one tenant, newest first. */
export async function selectLockHistory(session: SqlSession, tenantId: string): Promise<readonly LockRevision[]> {
  const { rows } = await session.query<StoredRevision>(`select ${columns} from tenon.lock_revision where tenant_id = $1 order by revision desc`, [tenantId])
  return completeEntries(session, rows)
}

/** The revision in force at an instant. */
export async function selectLockAt(session: SqlSession, tenant: Tenant, at: string): Promise<LockRevision> {
  const { rows } = await session.query<StoredRevision>(
    `select ${columns} from tenon.lock_revision where tenant_id = $1 and created_at <= $2 order by created_at desc, revision desc limit 1`,
    [tenant.id, at],
  )
  const [lock] = await completeEntries(session, rows)
  return lock ?? emptyLock(tenant.id, tenant.createdAt)
}
