import type { Pin, SqlSession } from '@tenon/model'
import type { Actor } from '../surface/tenant-registry.ts'
import { instant } from './instant.ts'

const columns = `tenant_id as "tenantId", module, range, owner, reason, ${instant('expires_at')} as "expiresAt", ${instant('created_at')} as "createdAt"`

/** Sets the pin of (tenant, module), whatever was there. */
export async function upsertPin(session: SqlSession, pin: Pin): Promise<void> {
  await session.query(
    `insert into tenon.pin (tenant_id, module, range, owner, reason, expires_at, created_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, module) do update set range = excluded.range, owner = excluded.owner, reason = excluded.reason,
       expires_at = excluded.expires_at, created_at = excluded.created_at`,
    [pin.tenantId, pin.module, pin.range, pin.owner, pin.reason, pin.expiresAt, pin.createdAt],
  )
}

/** Removes a pin; false when there is none. */
export async function deletePin(session: SqlSession, tenantId: string, module: string): Promise<boolean> {
  const { rowCount } = await session.query('delete from tenon.pin where tenant_id = $1 and module = $2', [tenantId, module])
  return rowCount === 1
}

/** Pins of one tenant, or of all, by tenant and module. */
export async function selectPins(session: SqlSession, tenantId: string | null): Promise<readonly Pin[]> {
  const { rows } = await session.query<Pin>(`select ${columns} from tenon.pin where $1::text is null or tenant_id = $1 order by tenant_id, module`, [tenantId])
  return rows
}

/** Notes that a pin was set. */
export async function insertPinSet(session: SqlSession, pin: Pin, actor: string): Promise<void> {
  await session.query(
    "insert into tenon.pin_history (tenant_id, module, change, range, owner, expires_at, actor, reason, created_at) values ($1, $2, 'set', $3, $4, $5, $6, $7, $8)",
    [pin.tenantId, pin.module, pin.range, pin.owner, pin.expiresAt, actor, pin.reason, pin.createdAt],
  )
}

/** Notes that a pin was removed. */
export async function insertPinRemoved(session: SqlSession, pin: Pick<Pin, 'tenantId' | 'module' | 'createdAt'>, { actor, reason }: Actor): Promise<void> {
  await session.query(
    "insert into tenon.pin_history (tenant_id, module, change, actor, reason, created_at) values ($1, $2, 'removed', $3, $4, $5)",
    [pin.tenantId, pin.module, actor, reason, pin.createdAt],
  )
}

/** A change of a pin, as the history keeps it. */
export interface PinChange extends Actor {
  readonly module: string
  readonly change: 'set' | 'removed'
  readonly range: string | null
  readonly owner: string | null
  readonly expiresAt: string | null
  readonly createdAt: string
}

/** Every change of the pins of one tenant, newest first. */
export async function selectPinHistory(session: SqlSession, tenantId: string): Promise<readonly PinChange[]> {
  const { rows } = await session.query<PinChange>(
    `select module, change, range, owner, ${instant('expires_at')} as "expiresAt", actor, reason, ${instant('created_at')} as "createdAt"
     from tenon.pin_history where tenant_id = $1 order by created_at desc, position desc`,
    [tenantId],
  )
  return rows
}

/** The pins of one tenant that stood at an instant, by module. */
export async function selectPinsAt(session: SqlSession, tenantId: string, at: string): Promise<readonly Pin[]> {
  const { rows } = await session.query<Pin>(
    `select ${columns} from (
       select distinct on (module) * from tenon.pin_history where tenant_id = $1 and created_at <= $2 order by module, position desc
     ) latest where change = 'set' order by module`,
    [tenantId, at],
  )
  return rows
}
