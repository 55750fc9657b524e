import type { SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { readAddedRows } from './adds-rows.ts'
import type { CatalogTable } from './read-catalog.ts'
import { asT, entriesOf, replayUps } from './replay-ups.ts'
import type { FoundTable, ReplayedUp, ReplayPoint, TableOrigin } from './replay-ups.ts'
import { keyBy, keyNamesOf, keyOf, madeDigestOf, textArray } from './row-expressions.ts'
import { withBulkJoins } from './with-bulk-joins.ts'

/** A roll back whose downs have run. */
export interface RolledBack {
  readonly schema: string
  /** Data version in force now. */
  readonly dataVersion: number
  /** What was undone, oldest first. */
  readonly ups: readonly ReplayedUp[]
  /** The tables as they are now. */
  readonly tables: readonly CatalogTable[]
  /** Tables that the downs dropped. */
  readonly dropped: readonly TableOrigin[]
  /** Highest id in the stash before this roll back. */
  readonly since: string
}

interface Made {
  readonly id: string
  /** The migration after which the row looked so. */
  readonly at: number
  readonly digest: string
}

interface Gone extends FoundTable {
  readonly rows: readonly { readonly key: readonly string[]; readonly digest: string }[]
}

/**
 * Right after a roll back: learns what the undone migrations, run again, would make of the data as it is now,
 * and takes that back. Notes it as the basis of the whole rows set aside: one that the ups make anew, and make
 * otherwise next time, was changed by the old version. Notes also which rows the ups make that were not there:
 * the newer version had deleted them. Holds one key and one digest for each migration in memory for each such row.
 * @returns null; when the ups fail on this data, that failure: then nothing is noted, and free keys decide
 */
export async function learnMade(session: SqlSession, rolledBack: RolledBack): Promise<Error | null> {
  const last = rolledBack.ups.at(-1)
  if (last === undefined) return null
  const filled = await noteFilled(session, rolledBack)
  const made: Made[] = []
  const gone: Gone[] = []
  try {
    await replayUps(session, rolledBack.schema, { ups: rolledBack.ups, look: async (at) => {
      await withBulkJoins(session, async () => {
        made.push(...(await readMade(session, rolledBack, at)))
        if (at.dataVersion === last.dataVersion) gone.push(...(await readGone(session, rolledBack, { at, filled })))
      })
    } })
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'MIGRATION_FAILED') throw error
    await session.query('rollback to savepoint tenon_replay')
    await session.query(`delete from tenon_stash where kind = 'image'`)
    return error
  }
  await session.query(`delete from tenon_stash where kind = 'image'`)
  await writeMade(session, rolledBack, { made, at: last.dataVersion })
  for (const each of gone) await writeGone(session, rolledBack, { gone: each, at: last.dataVersion })
  return null
}

/** Notes the keys of older tables to which the ups add rows: only so can those be told from what was there. */
async function noteFilled(session: SqlSession, { ups, tables }: RolledBack): Promise<readonly CatalogTable[]> {
  const names = new Set((await Promise.all(ups.map(({ up }) => readAddedRows(up)))).flatMap((added) => added.tables))
  const filled = tables.filter(({ name, key }) => names.has(name) && key !== null)
  for (const table of filled) {
    await session.query(`
      insert into tenon_stash (data_version, kind, table_name, relation, key, data)
      select 0, 'image', ${quoteLiteral(table.name)}, ${table.relation}, ${keyOf(table) ?? 'null'}, '{}' from ${quoteIdentifier(table.name)} t`)
  }
  return filled
}

async function readMade(session: SqlSession, { since }: RolledBack, at: ReplayPoint): Promise<readonly Made[]> {
  const { rows: origins } = await session.query<TableOrigin>(`
    select distinct data_version as "dataVersion", table_name as "table", key_columns as key from tenon_stash where id > ${since} and kind = 'row' and key is not null`)
  const made: Made[] = []
  for (const origin of origins) {
    const found = at.find(origin)
    if (found === null) continue
    const { rows } = await session.query<Made>(`
      select s.id::text, ${at.dataVersion} as at, ${madeDigestOf(found.table)} as digest from tenon_stash s join ${asT(found)} on s.key = ${keyBy(found.key)}
      where s.id > ${since} and s.kind = 'row' and ${entriesOf(origin)}`)
    made.push(...rows)
  }
  return made
}

async function readGone(session: SqlSession, { dropped, since }: RolledBack, { at, filled }: { readonly at: ReplayPoint; readonly filled: readonly CatalogTable[] }): Promise<readonly Gone[]> {
  const gone: Gone[] = []
  for (const origin of dropped) {
    const found = at.find(origin)
    if (found) gone.push(await readRowsBeside(session, found, `s.id > ${since} and s.kind = 'row' and s.table_name = ${quoteLiteral(origin.table)}`))
  }
  for (const { relation, name, key } of filled) {
    const table = at.tables.find((each) => each.relation === relation)
    const names = table && keyNamesOf({ key, columns: table.columns })
    if (table && names?.every((each) => each !== '')) {
      gone.push(await readRowsBeside(session, { table, key: names }, `(s.kind = 'image' and s.relation = ${relation} or s.id > ${since} and s.kind = 'row' and s.table_name = ${quoteLiteral(name)})`))
    }
  }
  return gone
}

/** Rows of the table whose keys no such stash entry has. */
async function readRowsBeside(session: SqlSession, found: FoundTable, known: string): Promise<Gone> {
  const { rows } = await session.query<Gone['rows'][number]>(`
    select ${keyBy(found.key)} as key, ${madeDigestOf(found.table)} as digest from ${asT(found)}
    where not exists (select from tenon_stash s where ${known} and s.key = ${keyBy(found.key)})`)
  return { ...found, rows }
}

async function writeMade(session: SqlSession, { since }: RolledBack, { made, at }: { readonly made: readonly Made[]; readonly at: number }): Promise<void> {
  await session.query(`update tenon_stash set made_at = ${at} where id > ${since} and kind = 'row' and key is not null`)
  // After each migration, because the next upgrade may stop at any of them.
  await session.query(`
    update tenon_stash s set made = learned.digests from (
      select id, jsonb_object_agg(at::text, digest)::text as digests from unnest($1::bigint[], $2::int[], $3::text[]) as each(id, at, digest) group by id) as learned
    where s.id = learned.id`, [made.map(({ id }) => id), made.map(({ at: each }) => each), made.map(({ digest }) => digest)])
}

async function writeGone(session: SqlSession, { dataVersion }: RolledBack, { gone, at }: { readonly gone: Gone; readonly at: number }): Promise<void> {
  await session.query(`
    insert into tenon_stash (data_version, kind, table_name, relation, key, key_columns, data, basis_version, made_at, made)
    select ${at}, 'gone', ${quoteLiteral(gone.table.name)}, 0, key::jsonb, ${textArray(gone.key)}, '{}', ${dataVersion}, ${at}, digest
    from unnest($1::text[], $2::text[]) as learned(key, digest)`,
  [gone.rows.map(({ key }) => JSON.stringify(key)), gone.rows.map(({ digest }) => digest)])
}
