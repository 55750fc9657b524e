import type { Problem, SqlSession } from '@tenon/model'

/** What every host is asked to hold while one tenant's modules move. */
export interface Hold {
  readonly operationId: string
  readonly tenantId: string
  /** Modules whose calls in flight must have ended. */
  readonly drained: readonly string[]
  /** Modules that only take no new calls. */
  readonly closed: readonly string[]
  /** How long hosts may take to answer. */
  readonly leftMs: number
}

/** What one host answered: null, its lanes are closed; else why they are not. */
export interface HoldAnswer {
  readonly hostId: string
  readonly problem: Problem | null
}

/** Hosts hear of new and of ended holds here; the payload is the operation. */
export const holdChannel = 'tenon_hold'

/** Movers hear of answers here; the payload is the operation. */
export const holdAnswerChannel = 'tenon_hold_answer'

/** Opens a hold and tells every host. */
export async function insertHold(session: SqlSession, hold: Hold): Promise<void> {
  await session.query(
    `with held as (insert into tenon.hold (operation_id, tenant_id, drained, closed, answer_by) values ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5)))
     select pg_notify('${holdChannel}', $1)`,
    [hold.operationId, hold.tenantId, hold.drained, hold.closed, hold.leftMs / 1_000],
  )
}

/** Ends a hold and tells every host, with the transaction it is in. */
export async function deleteHold(session: SqlSession, operationId: string): Promise<void> {
  await session.query(`with ended as (delete from tenon.hold where operation_id = $1) select pg_notify('${holdChannel}', $1)`, [operationId])
}

/** Every hold there is. */
export async function selectHolds(session: SqlSession): Promise<readonly Hold[]> {
  const { rows } = await session.query<Hold>(
    `select operation_id as "operationId", tenant_id as "tenantId", drained, closed,
       greatest(0, extract(epoch from answer_by - clock_timestamp()) * 1000)::double precision as "leftMs"
     from tenon.hold order by operation_id`,
  )
  return rows
}

/**
 * Deletes holds whose tenant nobody has locked: their mover is gone, and the server has rolled its transaction back.
 * A hold is inserted only under that lock, so one that is in use is never touched.
 */
export async function deleteDeadHolds(session: SqlSession): Promise<void> {
  await session.query(
    `with ended as (
       delete from tenon.hold where not exists (
         select from pg_locks
         where locktype = 'advisory' and granted and objsubid = 1 and database = (select oid from pg_database where datname = current_database())
           and (classid::bigint << 32 | objid::bigint) = hashtextextended('tenon.tenant:' || tenant_id, 0)
       ) returning operation_id
     ) select pg_notify('${holdChannel}', operation_id) from ended`,
  )
}

/** Answers a hold, unless it is over. Waits for a mover that is ending it. */
export async function insertHoldAnswer(session: SqlSession, operationId: string, { hostId, problem }: HoldAnswer): Promise<void> {
  await session.query(
    `with hold as (select operation_id from tenon.hold where operation_id = $1 for key share),
       answered as (insert into tenon.hold_answer (operation_id, host_id, problem) select operation_id, $2, $3::jsonb from hold on conflict do nothing)
     select pg_notify('${holdAnswerChannel}', operation_id) from hold`,
    [operationId, hostId, problem === null ? null : JSON.stringify(problem)],
  )
}

/** What hosts answered so far. */
export async function selectHoldAnswers(session: SqlSession, operationId: string): Promise<readonly HoldAnswer[]> {
  const { rows } = await session.query<HoldAnswer>('select host_id as "hostId", problem from tenon.hold_answer where operation_id = $1', [operationId])
  return rows
}
