import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import type { CatalogColumn, CatalogTable } from './read-catalog.ts'

/** The key of row `t` as an array of texts; null when the table has none. */
export function keyOf(table: CatalogTable): string | null {
  const names = keyNamesOf(table)
  return names === null ? null : keyBy(names)
}

/** The columns of row `t` as an array of texts. */
export function keyBy(names: readonly string[]): string {
  return `jsonb_build_array(${names.map((name) => `${valueOf(name)}::text`).join(', ')})`
}

/**
 * The place of row `t`, from 1, among the rows that are equal in these columns: in the order of its other columns.
 * @param others - without those whose values are to be lost or put back
 */
export function placeBy(names: readonly string[], others: readonly CatalogColumn[]): string {
  const texts = (columns: readonly string[]) => columns.map((name) => `${valueOf(name)}::text`).join(', ')
  const order = others.map(({ name }) => name).toSorted((a, b) => (a < b ? -1 : 1))
  return `(row_number() over (${[...(names.length > 0 ? [`partition by ${texts(names)}`] : []), ...(order.length > 0 ? [`order by ${texts(order)}`] : [])].join(' ')}))::int`
}

/** The names of the key's columns, in its order; null when the table has none. */
export function keyNamesOf({ key, columns }: Pick<CatalogTable, 'key' | 'columns'>): readonly string[] | null {
  return key === null ? null : key.map((number) => columns.find((column) => column.number === number)?.name ?? '')
}

/** The given columns of row `t` as an object of texts. */
export function dataOf(columns: readonly CatalogColumn[]): string {
  // An object of one column at a time: a function call takes at most 100 arguments.
  if (columns.length === 0) return `'{}'::jsonb`
  return columns.map(({ name }) => `jsonb_build_object(${quoteLiteral(name)}, ${valueOf(name)}::text)`).join(' || ')
}

/** A digest of row `t` with all its columns, by name, so that their order in the table is no matter; columns may be called otherwise as yet. */
export function digestOf(table: CatalogTable, calledNow: (column: CatalogColumn) => string = ({ name }) => name): string {
  const columns = table.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return `encode(sha256(convert_to(row(${columns.map((column) => valueOf(calledNow(column))).join(', ')})::text, 'UTF8')), 'hex')`
}

/**
 * A digest of row `t` as a migration made it; null when there is no such row. What it took from the clock reads
 * the same at any time: a column that says when the row was made would otherwise never be made alike again.
 */
export function madeDigestOf(table: CatalogTable): string {
  const values = table.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, type }) =>
    (/^timestamp[^[]*$/.test(type) ? `case when ${valueOf(name)} = now()::${type} then 'now' else ${valueOf(name)}::text end` : valueOf(name)))
  return `case when t.tableoid is not null then encode(sha256(convert_to(row(${values.join(', ')})::text, 'UTF8')), 'hex') end`
}

/** An SQL array of texts. */
export function textArray(texts: readonly string[]): string {
  return `array[${texts.map(quoteLiteral).join(', ')}]::text[]`
}

/** A column of row `t`. */
export function valueOf(name: string): string {
  return `t.${quoteIdentifier(name)}`
}

/** The column's value out of stash entry `s`, in the column's type. */
export function storedValueOf({ name, type }: Pick<CatalogColumn, 'name' | 'type'>): string {
  return `(s.data ->> ${quoteLiteral(name)})::${type}`
}
