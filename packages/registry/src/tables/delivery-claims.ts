import type { SqlSession } from '@tenon/model'

/** A delivery as it was taken. */
export interface ClaimedDelivery {
  readonly tenantId: string
  readonly subscriber: string
  readonly position: number
  readonly attempt: number
}

/** What to take. */
export interface ClaimOptions {
  readonly worker: string
  /** Only events at or below it are in order. */
  readonly settled: number
  /** ISO 8601. */
  readonly now: string
  readonly limit: number
  readonly perTenant: number
  /** Deliveries of each tenant that the worker has taken already. */
  readonly busy: ReadonlyMap<string, number>
  /** Null: of all tenants. */
  readonly tenantId: string | null
}

const lane = 'tenant_id, subscriber, publisher, key'
const open = "state in ('waiting', 'dead')"
const taken = 'd.tenant_id as "tenantId", d.subscriber, d.position::float8 as position, d.attempt'

/**
 * Takes the first open delivery of keys, one for each, the tenants in turn. Jumps from key to key through the
 * index, so that a long backlog of one key costs no more than a short one. A row that another process changed
 * meanwhile is looked at again as it is now, which is why its conditions stand twice.
 */
export async function claimDeliveries(session: SqlSession, { worker, settled, now, limit, perTenant, busy, tenantId }: ClaimOptions): Promise<readonly ClaimedDelivery[]> {
  const ofTenant = tenantId === null ? 'true' : 'd.tenant_id = $8'
  const { rows } = await session.query<ClaimedDelivery>(
    `with recursive lane as (
       (select ${lane} from tenon.delivery d where ${open} and ${ofTenant} order by ${lane} limit 1)
       union all
       select behind.* from lane cross join lateral (
         select d.tenant_id, d.subscriber, d.publisher, d.key from tenon.delivery d
         where ${open} and ${ofTenant} and (d.tenant_id, d.subscriber, d.publisher, d.key) > (lane.tenant_id, lane.subscriber, lane.publisher, lane.key)
         order by d.tenant_id, d.subscriber, d.publisher, d.key limit 1) as behind
     ), due as (
       select lane.tenant_id, lane.subscriber, head.position,
         row_number() over (partition by lane.tenant_id order by head.position) + coalesce(busy.count, 0) as turn
       from lane cross join lateral (
         select d.position, d.state, d.due_at, d.claimed_by from tenon.delivery d
         where ${open} and d.tenant_id = lane.tenant_id and d.subscriber = lane.subscriber and d.publisher = lane.publisher and d.key = lane.key
         order by d.position limit 1) as head
       left join unnest($6::text[], $7::int[]) as busy(tenant_id, count) on busy.tenant_id = lane.tenant_id
       where head.state = 'waiting' and head.claimed_by is null and head.due_at <= $2 and head.position <= $3::bigint
     ), chosen as (
       select d.tenant_id, d.subscriber, d.position from due join tenon.delivery d on (d.tenant_id, d.subscriber, d.position) = (due.tenant_id, due.subscriber, due.position)
       where due.turn <= $5 and d.state = 'waiting' and d.claimed_by is null and d.due_at <= $2
       order by due.turn, d.position limit $4 for update of d skip locked
     )
     update tenon.delivery d set claimed_by = $1, attempt = d.attempt + 1 from chosen
     where (d.tenant_id, d.subscriber, d.position) = (chosen.tenant_id, chosen.subscriber, chosen.position)
     returning ${taken}`,
    [worker, now, settled, limit, perTenant, [...busy.keys()], [...busy.values()], ...(tenantId === null ? [] : [tenantId])],
  )
  return rows
}

/** Takes the delivery that follows one of the same key which has just ended, when it is due. */
export async function claimFollowing(session: SqlSession, delivery: Omit<ClaimedDelivery, 'attempt'>, { worker, settled, now }: Pick<ClaimOptions, 'worker' | 'settled' | 'now'>): Promise<ClaimedDelivery | null> {
  const { rows } = await session.query<ClaimedDelivery>(
    `update tenon.delivery d set claimed_by = $1, attempt = d.attempt + 1
     where (d.tenant_id, d.subscriber) = ($4, $5) and d.state = 'waiting' and d.claimed_by is null and d.due_at <= $2 and d.position <= $3::bigint
       and d.position = (
         select other.position from tenon.delivery other join tenon.delivery ended on (ended.tenant_id, ended.subscriber, ended.position) = ($4, $5, $6::bigint)
         where other.${open} and (other.tenant_id, other.subscriber, other.publisher, other.key) = (ended.tenant_id, ended.subscriber, ended.publisher, ended.key)
         order by other.position limit 1)
     returning ${taken}`,
    [worker, now, settled, delivery.tenantId, delivery.subscriber, delivery.position],
  )
  return rows[0] ?? null
}

/** Frees deliveries that a worker holds according to the table, but for those it knows of. They count as attempts: what killed it may have been the event. */
export async function freeDeliveries(session: SqlSession, worker: string, known: readonly Omit<ClaimedDelivery, 'attempt'>[]): Promise<number> {
  const { rowCount } = await session.query(
    `update tenon.delivery set claimed_by = null where claimed_by = $1
     and not exists (select from unnest($2::text[], $3::text[], $4::bigint[]) as kept(t, s, p) where (t, s, p) = (tenant_id, subscriber, position))`,
    [worker, known.map((it) => it.tenantId), known.map((it) => it.subscriber), known.map((it) => it.position)],
  )
  return rowCount
}
