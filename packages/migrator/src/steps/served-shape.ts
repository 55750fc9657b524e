import type { MigrationTarget, SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import { digestOf, keyBy, textArray } from '../stash/row-expressions.ts'
import { withBulkJoins } from '../stash/with-bulk-joins.ts'

/** Tables with the numbers of their columns. */
type Shape = Readonly<Record<string, readonly number[]>>

/**
 * Notes which tables and columns there are at a data version, before anything later is prepared, when the
 * stash waits for an upgrade: whether a kept value may return is judged by the row as that version saw it.
 * The session's search path leads to the schema.
 */
export async function noteShape(session: SqlSession, { schema }: MigrationTarget, dataVersion: number): Promise<void> {
  if (!(await holdsKept(session))) return
  const catalog = await readCatalog(session, schema)
  const shape: Shape = Object.fromEntries(catalog.map(({ name, columns }) => [name, columns.map(({ number }) => number)]))
  await session.query(`
    insert into tenon_step (data_version, migration, checksum, statement, state, shape) values ($1, '', '', 0, 'done', $2)
    on conflict do nothing`, [dataVersion, JSON.stringify(shape)])
}

/**
 * Before a move judges what was kept at a roll back to `dataVersion`: the basis of a row that nobody changed
 * since becomes the row as it is now, with the columns that the preparation gave it.
 */
export async function carryBasisOver(session: SqlSession, { schema }: MigrationTarget, dataVersion: number): Promise<void> {
  const shape = await readShape(session, dataVersion)
  if (shape === null) return
  const { rows } = await session.query<{ name: string; key: readonly string[] }>(`
    select distinct basis_table as name, basis_key as key from tenon_stash
    where basis_version = $1 and basis_table is not null and basis_key is not null and stands is null and not superseded`, [dataVersion])
  const catalog = await readCatalog(session, schema)
  for (const { name, key } of rows) {
    const [table, known] = [catalog.find((each) => each.name === name), shape[name]]
    if (table === undefined || known === undefined) continue
    const before = { ...table, columns: table.columns.filter(({ number }) => known.includes(number)) }
    await session.query(`lock table ${quoteIdentifier(name)} in share row exclusive mode`)
    await withBulkJoins(session, () => session.query(`
      update tenon_stash s set basis = ${digestOf(table)} from ${quoteIdentifier(name)} t
      where s.basis_version = ${dataVersion} and s.basis_table = $1 and s.basis_key = ${textArray(key)} and s.stands is null and not s.superseded
        and s.key = ${keyBy(key)} and s.basis = ${digestOf(before)}`, [name]))
  }
}

/**
 * A row of a table that the preparation made, and that its backfill filled, cannot be newer than the row that
 * was kept: the kept one returns as values of the row that is there.
 */
export async function letKeptRowsWin(session: SqlSession, { schema }: MigrationTarget, dataVersion: number): Promise<void> {
  const shape = await readShape(session, dataVersion)
  if (shape === null) return
  const { rows } = await session.query<{ name: string; key: readonly string[] }>(`
    select distinct table_name as name, key_columns as key from tenon_stash where kind = 'row' and key_columns is not null`)
  const catalog = await readCatalog(session, schema)
  for (const { name, key } of rows) {
    const table = catalog.find((each) => each.name === name)
    if (table === undefined || shape[name] !== undefined || !key.every((each) => table.columns.some((column) => column.name === each))) continue
    await withBulkJoins(session, () => session.query(`
      update tenon_stash s set kind = 'columns' from ${quoteIdentifier(name)} t
      where s.kind = 'row' and s.table_name = $1 and s.key_columns = ${textArray(key)} and s.key = ${keyBy(key)}`, [name]))
  }
}

async function readShape(session: SqlSession, dataVersion: number): Promise<Shape | null> {
  const { rows } = await session.query<{ shape: Shape }>('select shape from tenon_step where statement = 0 and data_version = $1', [dataVersion])
  return rows[0]?.shape ?? null
}

async function holdsKept(session: SqlSession): Promise<boolean> {
  const { rows } = await session.query<{ kept: boolean }>('select exists (select from tenon_stash) as kept')
  return rows[0]?.kept ?? false
}
