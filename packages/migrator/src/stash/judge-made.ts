import type { MigrationSource, SqlSession } from '@tenon/model'
import { asT, entriesOf, replayUps } from './replay-ups.ts'
import type { ReplayPoint, TableOrigin } from './replay-ups.ts'
import { keyBy, madeDigestOf } from './row-expressions.ts'
import { withBulkJoins } from './with-bulk-joins.ts'

/** Whether an entry says of each migration how it made the row, and not only of the last; none made it where it says nothing. */
const isByMigration = `coalesce(s.made like '{%', s.kind = 'row')`

interface Waiting extends TableOrigin {
  readonly madeAt: number
}

/**
 * Decides, while the data is at `dataVersion` and before any further migration runs, which whole rows set aside
 * at a roll back to it may return: those under whose key the pending migrations make now what they made then, be
 * it a row or none. The others are superseded. The migrations are run for it once more, and taken back. Rows
 * whose tables come later are left to {@link judgeBasis}.
 */
export async function judgeMade(session: SqlSession, schema: string, { dataVersion, pending }: { readonly dataVersion: number; readonly pending: readonly MigrationSource[] }): Promise<void> {
  const end = pending.at(-1)?.dataVersion ?? 0
  // Of what an earlier release set aside, only how it looked in the end is known.
  const undecided = `s.basis_version = ${dataVersion} and s.data_version <= ${end} and s.made_at is not null and (s.made_at <= ${end} or ${isByMigration}) and s.stands is null and not s.superseded`
  const { rows: waiting } = await session.query<Waiting>(`
    select distinct least(made_at, ${end}) as "madeAt", data_version as "dataVersion", table_name as "table", key_columns as key from tenon_stash s where ${undecided}`)
  const last = Math.max(...waiting.map(({ madeAt }) => madeAt))
  const ups = pending.filter((each) => each.dataVersion > dataVersion && each.dataVersion <= last)
  if (waiting.length === 0 || ups.some(({ run }) => run !== 'transaction')) return
  const standing: string[] = []
  await replayUps(session, schema, { ups, look: (at) => withBulkJoins(session, async () => {
    for (const each of waiting) if (each.madeAt === at.dataVersion) standing.push(...(await readStanding(session, { undecided, at, end }, each)))
  }) })
  await session.query(`update tenon_stash s set stands = true where ${undecided} and id = any($1::bigint[])`, [standing])
  await session.query(`update tenon_stash s set stands = false, superseded = true where ${undecided}`)
}

async function readStanding(session: SqlSession, { undecided, at, end }: { readonly undecided: string; readonly at: ReplayPoint; readonly end: number }, origin: Waiting): Promise<readonly string[]> {
  const found = at.find(origin)
  const mine = `${undecided} and least(s.made_at, ${end}) = ${at.dataVersion} and ${entriesOf(origin)}`
  const made = `case when ${isByMigration} then s.made::jsonb ->> '${at.dataVersion}' else s.made end`
  const { rows } = await session.query<{ readonly id: string }>(found === null
    ? `select s.id::text from tenon_stash s where ${mine} and ${made} is null`
    : `select s.id::text from tenon_stash s left join ${asT(found)} on s.key = ${keyBy(found.key)} where ${mine} and ${made} is not distinct from ${madeDigestOf(found.table)}`)
  return rows.map(({ id }) => id)
}
