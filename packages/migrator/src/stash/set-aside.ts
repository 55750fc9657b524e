import type { SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { storedColumns } from './find-losses.ts'
import type { Loss } from './find-losses.ts'
import type { Foreseen } from './foresee-basis.ts'
import type { CatalogColumn, CatalogTable } from './read-catalog.ts'
import { dataOf, digestOf, keyNamesOf, keyOf, placeBy, textArray, valueOf } from './row-expressions.ts'
import { withBulkJoins } from './with-bulk-joins.ts'

/**
 * Copies, before a down runs, everything it is known to take away. The tables are locked first, so
 * that no write slips in between the copy and the down.
 */
export async function copyLosses(session: SqlSession, dataVersion: number, { losses, foreseen }: CopiedLosses): Promise<void> {
  await runAll(session, [...lockStatements(losses), ...copyRowsStatements(dataVersion, losses, foreseen ?? [])])
}

/** What one down takes away, and what it will rest on where that can be told beforehand. */
export interface CopiedLosses {
  readonly losses: readonly Loss[]
  /** For each loss in its place; null: it is noted after the downs. */
  readonly foreseen: readonly Foreseen[] | null
}

/** The statement that keeps writes away from what is to be copied; none when there is nothing. Pure. */
export function lockStatements(losses: readonly Loss[]): readonly string[] {
  return losses.length === 0 ? [] : [`lock table ${losses.map(({ table }) => quoteIdentifier(table.name)).join(', ')} in access exclusive mode`]
}

/**
 * The statements that copy rows, one for each loss in its place. A table's `relation` may be any expression of its object id. Pure.
 * @param foreseen - further columns of the stash with their expressions, for each loss in its place; default none
 */
export function copyRowsStatements(dataVersion: number, losses: readonly Loss[], foreseen: readonly Foreseen[] = []): readonly string[] {
  return losses.map((loss, index) => copyStatement(dataVersion, loss, Object.entries(foreseen[index] ?? {})))
}

/** After the down ran: of the rows copied whole, keeps those that are gone, and of the others the values that changed. */
export async function settleRows(session: SqlSession, losses: readonly Loss[], after: readonly CatalogTable[]): Promise<void> {
  for (const loss of losses) {
    const survivor = after.find(({ relation }) => relation === loss.table.relation)
    if (loss.kind === 'rows' && survivor) await withBulkJoins(session, () => runAll(session, settleStatements(loss, survivor)))
  }
}

/**
 * After an upgrade that stopped short of them: values that still stand get a new basis, their row as
 * the version now in force sees it.
 */
export async function renewBasis(session: SqlSession, dataVersion: number, tables: readonly CatalogTable[]): Promise<void> {
  await session.query('update tenon_stash set stands = null, basis = null, basis_table = null, basis_key = null, basis_version = null where stands and not superseded')
  await recordBasis(session, dataVersion, tables)
}

/**
 * After the last down ran: notes with every value set aside the row it belongs to, as the version now
 * in force sees it. A value whose whole table is gone has no such row; it follows the table.
 */
export async function recordBasis(session: SqlSession, toDataVersion: number, tables: readonly CatalogTable[]): Promise<void> {
  const { rows } = await session.query<{ relation: string; name: string; key: readonly number[] | null }>(`
    select distinct relation::text, table_name as name, key_numbers as key from tenon_stash where kind = 'columns' and basis_version is null`)
  for (const { relation, name, key } of rows) {
    const survivor = tables.find((each) => each.relation === relation)
    // By name when the table was made anew in between: its numbers are others.
    const table = survivor ? withKeyOf({ ...survivor, key }, survivor) : tables.find((each) => each.name === name)
    if (table && !survivor) await session.query(`update tenon_stash set key_numbers = ${numbersOf(table)} where kind = 'columns' and basis_version is null and relation = ${relation}`)
    if (table) await withBulkJoins(session, () => runAll(session, basisStatements(relation, table)))
  }
  await session.query('update tenon_stash set basis_version = $1 where basis_version is null', [toDataVersion])
}

async function runAll(session: SqlSession, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await session.query(statement)
}

function copyStatement(dataVersion: number, loss: Loss, foreseen: readonly (readonly [column: string, value: string])[]): string {
  const { table, kind, lostColumns } = loss
  const columns = kind === 'rows' ? storedColumns(table) : lostColumns
  const stashKind = { table: 'row', columns: 'columns', rows: 'image' }[kind]
  return `
    insert into tenon_stash (data_version, kind, table_name, relation, key, key_columns, key_numbers, place, data${foreseen.map(([column]) => `, ${column}`).join('')})
    select ${dataVersion}, '${stashKind}', ${quoteLiteral(table.name)}, ${table.relation}, ${keyOf(table) ?? 'null'}, ${keyLabels(table)}, ${placeOf(loss)}, ${dataOf(columns)}${foreseen.map(([, value]) => `, ${value}`).join('')} from ${quoteIdentifier(table.name)} t`
}

/** Names and numbers of the key's columns, as the stash notes them. */
function keyLabels(table: CatalogTable): string {
  const names = keyNamesOf(table)
  return names === null ? 'null, null' : `${textArray(names)}, ${numbersOf(table)}`
}

/** Null where the key alone tells rows apart. */
function placeOf({ table, lostColumns, placed }: Loss): string {
  if (!placed) return 'null'
  const left = storedColumns(table).filter(({ number }) => !table.key?.includes(number) && !lostColumns.some((lost) => lost.number === number))
  return placeBy(keyNamesOf(table) ?? [], left)
}

function numbersOf({ key }: CatalogTable): string {
  return `'{${(key ?? []).join(',')}}'::int[]`
}

/** The statements that settle one table whose rows were copied whole. The survivor's `relation` may be any expression of its object id. Pure. */
export function settleStatements({ table, lostColumns }: Loss, survivor: CatalogTable): readonly string[] {
  // Images belong to the down in progress: each is settled right after it.
  const mine = `s.kind = 'image' and s.relation = ${survivor.relation}`
  const key = keyOf(withKeyOf(table, survivor))
  const kept = [...lostColumns.map(({ name }) => quoteLiteral(name)), ...comparisons(table, survivor, lostColumns)]
  const changed = key === null ? [] : [
    `update tenon_stash s set kind = 'columns', data = coalesce((
        select jsonb_object_agg(name, s.data -> name) from unnest(array[${kept.join(', ')}]::text[]) as name where name is not null), '{}')
      from ${quoteIdentifier(survivor.name)} t where ${mine} and s.key = ${key}`,
    `delete from tenon_stash s where s.kind = 'columns' and s.data = '{}' and s.relation = ${survivor.relation}`,
  ]
  // Without a key nothing tells a deleted row from a changed one; only the columns that disappear are kept.
  const rest = key === null ? `kind = 'columns', data = ${reduced(lostColumns)}` : `kind = 'row'`
  return [...changed, `update tenon_stash s set ${rest} where ${mine}`]
}

/** The table as it is now, told apart by the columns by which its rows were copied, where it still has them. Pure. */
export function withKeyOf({ key }: CatalogTable, now: CatalogTable): CatalogTable {
  return key?.every((number) => now.columns.some((column) => column.number === number)) ? { ...now, key } : now
}

/** For each column that both versions have: its name before the down when its value differs now, else null. */
function comparisons(before: CatalogTable, after: CatalogTable, lostColumns: readonly CatalogColumn[]): readonly string[] {
  const lost = new Set(lostColumns.map(({ number }) => number))
  return storedColumns(before).filter(({ number }) => !lost.has(number)).flatMap(({ number, name }) => {
    const now = after.columns.find((column) => column.number === number)
    if (now === undefined) return []
    const literal = quoteLiteral(name)
    return [`case when s.data ->> ${literal} is distinct from ${valueOf(now.name)}::text then ${literal} end`]
  })
}

function reduced(columns: readonly CatalogColumn[]): string {
  if (columns.length === 0) return `'{}'`
  return columns.map(({ name }) => `jsonb_build_object(${quoteLiteral(name)}, data -> ${quoteLiteral(name)})`).join(' || ')
}

/**
 * The statements that note the basis of what one table lost, for the entries told apart by the table's `key`.
 * `relation` may be any expression of its object id. Pure.
 */
export function basisStatements(relation: string, table: CatalogTable): readonly string[] {
  const names = keyNamesOf(table)
  const mine = `s.kind = 'columns' and s.basis_version is null and s.relation = ${relation}`
  if (names === null) return [`update tenon_stash s set basis_table = ${quoteLiteral(table.name)} where ${mine}`]
  return [
    `update tenon_stash s set basis_table = ${quoteLiteral(table.name)}, basis_key = ${textArray(names)} where ${mine} and s.key_numbers = ${numbersOf(table)}`,
    `update tenon_stash s set basis = ${digestOf(table)} from ${quoteIdentifier(table.name)} t where ${mine} and s.key_numbers = ${numbersOf(table)} and s.key = ${keyOf(table) ?? 'null'}`,
  ]
}
