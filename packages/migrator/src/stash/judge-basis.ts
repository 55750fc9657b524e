import type { SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'
import { readCatalog } from './read-catalog.ts'
import type { FoundTable } from './replay-ups.ts'
import { digestOf, keyBy, textArray } from './row-expressions.ts'
import { withBulkJoins } from './with-bulk-joins.ts'

/**
 * Decides, while the data is at `dataVersion` and before any further migration runs, which values set
 * aside at a roll back to it may return: those whose row is to the last column as it was then. The
 * others are superseded for good. The tables stay locked against writes from here on.
 */
export async function judgeBasis(session: SqlSession, schema: string, dataVersion: number): Promise<void> {
  const undecided = `basis_version = ${dataVersion} and stands is null and not superseded`
  const { rows } = await session.query<{ table: string | null; key: readonly string[] | null }>(`
    select distinct basis_table as "table", basis_key as key from tenon_stash where ${undecided}`)
  if (rows.length === 0) return
  const catalog = await readCatalog(session, schema)
  await withBulkJoins(session, async () => {
    for (const { table: name, key } of rows) {
      const table = catalog.find((each) => each.name === name)
      if (!table || key === null || !key.every((each) => table.columns.some((column) => column.name === each))) continue
      await session.query(`lock table ${quoteIdentifier(table.name)} in share row exclusive mode`)
      await session.query(`
        update tenon_stash s set stands = true from ${quoteIdentifier(table.name)} t
        where ${undecided} and place is null and basis_table = $1 and basis_key = ${textArray(key)} and s.key = ${keyBy(key)} and basis = ${digestOf(table)}`, [name])
      await judgePlaced(session, { table, key }, undecided)
    }
  })
  // Whole rows, and values that follow a whole table, have no basis of their own: a free key decides.
  await session.query(`update tenon_stash set stands = true where ${undecided} and basis_table is null`)
  await session.query(`update tenon_stash set stands = false, superseded = true where ${undecided}`)
}

/** Rows told apart by a place among equals: all of them are as they were, and as many, or none of them stands. */
async function judgePlaced(session: SqlSession, { table, key }: FoundTable, undecided: string): Promise<void> {
  await session.query(`
    with kept as (
      select id, key, basis, count(*) over (partition by data_version, table_name, key) as rows from tenon_stash
      where ${undecided} and place is not null and basis_table = $1 and basis_key = ${textArray(key)}),
    found as (
      select ${keyBy(key)} as key, min(${digestOf(table)}) as basis, count(*) as rows from ${quoteIdentifier(table.name)} t
      group by 1 having min(${digestOf(table)}) = max(${digestOf(table)}))
    update tenon_stash set stands = true where id in (select kept.id from kept join found using (key, basis, rows))`, [table.name])
}
