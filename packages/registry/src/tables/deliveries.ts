import type { SqlSession } from '@tenon/model'
import type { ReceivedEvent } from '@tenon/module-sdk'
import type { Delivery, DeliveryState } from '../surface/event-registry.ts'
import type { ClaimedDelivery } from './delivery-claims.ts'
import { instant } from './instant.ts'

const columns = `tenant_id as "tenantId", event_id as "eventId", name, publisher, subscriber, key, state, attempt, problem, version, lock_revision as "lockRevision",
  case when state = 'waiting' and due_at > '-infinity' then ${instant('due_at')} end as "dueAt", ${instant('ended_at')} as "endedAt"`

/** Through the outbox, which has an index on ids. */
const chosen = 'tenant_id = $1 and position = (select o.position from tenon.outbox o where o.tenant_id = $1 and o.id = $2) and subscriber = $3'

/** Which delivery. */
export interface DeliveryKey {
  readonly tenantId: string
  readonly eventId: string
  readonly subscriber: string
}

/** What is written when an attempt is over. */
export interface DeliveryUpdate {
  readonly state: DeliveryState
  readonly problem: string | null
  readonly version: string | null
  readonly lockRevision: number | null
  /** ISO 8601, or null: at once. */
  readonly dueAt: string | null
  readonly endedAt: string | null
  /** 1 when the attempt did not take place, else 0. */
  readonly attemptsBack: 0 | 1
}

/** Ends an attempt. False when the worker does not hold this attempt any more: the delivery was freed meanwhile. */
export async function updateClaimed(session: SqlSession, delivery: ClaimedDelivery, { worker, update }: { readonly worker: string; readonly update: DeliveryUpdate }): Promise<boolean> {
  const { rowCount } = await session.query(
    `update tenon.delivery set claimed_by = null, state = $5, problem = $6, version = coalesce($7, version), lock_revision = coalesce($8, lock_revision),
       due_at = coalesce($9::timestamptz, '-infinity'), ended_at = $10, attempt = attempt - $11::int
     where tenant_id = $1 and subscriber = $2 and position = $3::bigint and claimed_by = $4 and attempt = $12::int`,
    [delivery.tenantId, delivery.subscriber, delivery.position, worker, update.state, update.problem, update.version, update.lockRevision, update.dueAt, update.endedAt, update.attemptsBack, delivery.attempt],
  )
  return rowCount === 1
}

/** The event of a taken delivery. The session is bound to its tenant. */
export async function selectReceivedEvent(session: SqlSession, { position, attempt }: ClaimedDelivery): Promise<ReceivedEvent | null> {
  const { rows } = await session.query<Omit<ReceivedEvent, 'attempt'>>(
    `select id, name, payload, coalesce(key, name) as key, module, version, ${instant('created_at')} as "publishedAt" from tenon.outbox
     where tenant_id = nullif(current_setting('tenon.tenant_id', true), '') and position = $1::bigint`,
    [position],
  )
  return rows[0] === undefined ? null : { ...rows[0], attempt }
}

/** Deliveries of one tenant, newest first. */
export async function selectDeliveries(session: SqlSession, tenantId: string, { state, limit }: { readonly state: DeliveryState | null; readonly limit: number }): Promise<readonly Delivery[]> {
  const { rows } = await session.query<Delivery>(
    `select ${columns} from tenon.delivery where tenant_id = $1 and ($2::text is null or state = $2) order by position desc, subscriber limit $3`,
    [tenantId, state, limit],
  )
  return rows
}

/** One delivery of the session's tenant, locked until the transaction ends, or null. */
export async function lockDelivery(session: SqlSession, { tenantId, eventId, subscriber }: DeliveryKey): Promise<Delivery | null> {
  const { rows } = await session.query<Delivery>(`select ${columns} from tenon.delivery where ${chosen} for update`, [tenantId, eventId, subscriber])
  return rows[0] ?? null
}

/** Starts a stopped delivery afresh. */
export async function reviveDelivery(session: SqlSession, { tenantId, eventId, subscriber }: DeliveryKey): Promise<void> {
  await session.query(
    `update tenon.delivery set state = 'waiting', attempt = 0, due_at = '-infinity', ended_at = null where ${chosen}`,
    [tenantId, eventId, subscriber],
  )
}

/** Gives a delivery up. */
export async function discardDelivery(session: SqlSession, { tenantId, eventId, subscriber }: DeliveryKey, endedAt: string): Promise<void> {
  await session.query(`update tenon.delivery set state = 'discarded', ended_at = $4 where ${chosen}`, [tenantId, eventId, subscriber, endedAt])
}

/** What a person did to a delivery. */
export interface DeliveryChange extends DeliveryKey {
  readonly change: 'replay' | 'discard'
  /** What was wrong with it then. */
  readonly problem: string | null
  readonly actor: string
  readonly reason: string
  readonly createdAt: string
}

/** Keeps it in the history. */
export async function insertDeliveryChange(session: SqlSession, { tenantId, eventId, subscriber, change, problem, actor, reason, createdAt }: DeliveryChange): Promise<void> {
  await session.query(
    'insert into tenon.delivery_history (tenant_id, event_id, subscriber, change, problem, actor, reason, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [tenantId, eventId, subscriber, change, problem, actor, reason, createdAt],
  )
}

/** Tells every host that there may be work for a tenant; delivered when the transaction commits. */
export async function notifyWork(session: SqlSession, tenantId: string): Promise<void> {
  await session.query("select pg_notify('tenon_event', $1)", [tenantId])
}

/** Dead deliveries of one subscriber. */
export interface DeadDeliveries {
  readonly tenantId: string
  readonly subscriber: string
  readonly dead: number
}

/** How many deliveries are dead, by tenant and subscriber; of the named tenants or of all. */
export async function countDeadDeliveries(session: SqlSession, tenantIds: readonly string[] | null): Promise<readonly DeadDeliveries[]> {
  const { rows } = await session.query<DeadDeliveries>(
    `select tenant_id as "tenantId", subscriber, count(*)::int as dead from tenon.delivery where state = 'dead' and ($1::text[] is null or tenant_id = any($1)) group by 1, 2 order by 1, 2`,
    [tenantIds],
  )
  return rows
}
