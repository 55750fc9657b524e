import type { MigrationSource, SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { runMigrationSql } from '../run-migration-sql.ts'
import type { Counts } from './put-back.ts'
import { readCatalog } from './read-catalog.ts'
import type { CatalogTable } from './read-catalog.ts'
import { storedValueOf } from './row-expressions.ts'

interface KeptRows {
  readonly table: string
  readonly key: readonly string[] | null
}

/**
 * Runs an author's `restore.sql`, right after its migration and before the rest is put back, when the stash has
 * something of that migration. For each table of which something was kept there is a view `kept_<table>`: the
 * table's columns in their types (null where nothing was kept of a column), and `stands`, whether the stash
 * would put the row back by itself. A row that the author puts back is deleted from the view, best in the same
 * statement (`with taken as (delete from kept_... returning ...) update ...`); what is left there is put back
 * as without a restore.
 * @returns the rows taken out, by table; they count as put back
 * @throws MIGRATION_FAILED naming restore.sql and the line
 */
export async function runRestore(session: SqlSession, schema: string, { name, dataVersion, upFile, restore }: Pick<MigrationSource, 'name' | 'dataVersion' | 'upFile' | 'restore'>): Promise<Counts> {
  if (restore === null) return {}
  // A row that no longer stands may still be of use to the author; what an earlier upgrade gave up is not offered again.
  const mine = `data_version = ${dataVersion} and stands is not null and kind in ('columns', 'row')`
  const { rows: kept } = await session.query<KeptRows>(`
    select table_name as "table", max(key_columns) as key from tenon_stash where ${mine} group by table_name`)
  if (kept.length === 0) return {}
  const catalog = await readCatalog(session, schema)
  const views = kept.flatMap(({ table: called, key }) => {
    const table = catalog.find(({ name: each }) => each === called)
    return table ? [{ table: called, view: quoteIdentifier(`kept_${called}`), select: selectOf(table, key ?? []) }] : []
  })
  for (const { table, view, select } of views) {
    await session.query(`create view ${view} as select ${select} from tenon_stash s where ${mine} and s.table_name = ${quoteLiteral(table)}`)
  }
  const before = await countRows(session, mine)
  await runMigrationSql(session, { migration: name, file: upFile.replace(/[^/]*$/, 'restore.sql'), text: restore })
  await session.query('set constraints all immediate')
  const after = await countRows(session, mine)
  for (const { view } of views) await session.query(`drop view ${view}`)
  return Object.fromEntries([...before].flatMap(([table, rows]) => (rows > (after.get(table) ?? 0) ? [[table, rows - (after.get(table) ?? 0)]] : [])))
}

/** Columns of the key come from the key, where only some values of the row were kept. */
function selectOf(table: CatalogTable, key: readonly string[]): string {
  const columns = table.columns.filter(({ generated }) => !generated).map((column) => {
    const place = key.indexOf(column.name)
    const value = place === -1 ? storedValueOf(column) : `(s.key ->> ${place})::${column.type}`
    return `${value} as ${quoteIdentifier(column.name)}`
  })
  return [...columns, 's.stands'].join(', ')
}

async function countRows(session: SqlSession, condition: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await session.query<{ table: string; rows: number }>(`select table_name as "table", count(*)::int as rows from tenon_stash where ${condition} group by 1`)
  return new Map(rows.map((each) => [each.table, each.rows]))
}
