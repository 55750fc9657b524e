import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import type { CatalogColumn, CatalogTable } from './read-catalog.ts'

/** The primary key of row `t` as an array of texts; null when the table has none. */
export function keyOf(table: CatalogTable): string | null {
  if (table.key === null) return null
  const names = table.key.map((number) => table.columns.find((column) => column.number === number)?.name ?? '')
  return `jsonb_build_array(${names.map((name) => `${valueOf(name)}::text`).join(', ')})`
}

/** The given columns of row `t` as an object of texts. */
export function dataOf(columns: readonly CatalogColumn[]): string {
  // An object of one column at a time: a function call takes at most 100 arguments.
  if (columns.length === 0) return `'{}'::jsonb`
  return columns.map(({ name }) => `jsonb_build_object(${quoteLiteral(name)}, ${valueOf(name)}::text)`).join(' || ')
}

/** A digest of row `t` with all its columns, by name, so that their order in the table is no matter. */
export function digestOf(table: CatalogTable): string {
  const names = table.columns.map(({ name }) => name).toSorted()
  return `encode(sha256(convert_to(row(${names.map(valueOf).join(', ')})::text, 'UTF8')), 'hex')`
}

/** A column of row `t`. */
export function valueOf(name: string): string {
  return `t.${quoteIdentifier(name)}`
}

/** The column's value out of stash entry `s`, in the column's type. */
export function storedValueOf({ name, type }: Pick<CatalogColumn, 'name' | 'type'>): string {
  return `(s.data ->> ${quoteLiteral(name)})::${type}`
}
