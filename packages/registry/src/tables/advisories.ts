import type { Advisory, SqlSession } from '@tenon/model'
import { instant } from './instant.ts'

/** Appends an advisory. */
export async function insertAdvisory(session: SqlSession, it: Advisory): Promise<void> {
  await session.query(
    'insert into tenon.advisory (id, module, range, severity, title, fixed_in, url, actor, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [it.id, it.module, it.range, it.severity, it.title, it.fixedIn, it.url, it.actor, it.createdAt],
  )
}

/** All advisories, newest first. */
export async function selectAdvisories(session: SqlSession): Promise<readonly Advisory[]> {
  const { rows } = await session.query<Advisory>(
    `select it.id, it.module, it.range, it.severity, it.title, it.fixed_in as "fixedIn", it.url, it.actor, ${instant('it.created_at')} as "createdAt",
       case when back.advisory_id is not null then jsonb_build_object('actor', back.actor, 'reason', back.reason, 'at', ${instant('back.created_at')}) end as withdrawn
     from tenon.advisory it left join tenon.advisory_withdrawal back on back.advisory_id = it.id order by it.created_at desc, it.id desc`,
  )
  return rows
}

/** Notes that an advisory no longer holds; one that was withdrawn already stays as it is. */
export async function insertWithdrawal(session: SqlSession, advisoryId: string, { actor, reason, at }: NonNullable<Advisory['withdrawn']>): Promise<void> {
  await session.query('insert into tenon.advisory_withdrawal (advisory_id, actor, reason, created_at) values ($1, $2, $3, $4) on conflict do nothing', [advisoryId, actor, reason, at])
}
