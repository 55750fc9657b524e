import { quoteLiteral } from '../quote-identifier.ts'
import type { Loss } from './find-losses.ts'
import type { CatalogTable } from './read-catalog.ts'
import { digestOf, keyNamesOf, textArray } from './row-expressions.ts'

/** Columns of a stash entry with their expressions over row `t` of the table it is copied from. */
export type Foreseen = Readonly<Record<string, string>>

/**
 * What values set aside will rest on, told before the downs run: the rest of their row, which the downs leave as it
 * is and may only call otherwise. The copy then notes it, instead of two joins with the table after the downs. Pure.
 * @param settled - the tables after the last down
 * @returns for each loss in its place; null where a row might be another afterwards: rewritten, wider, with computed columns
 */
export function foreseeBasis(losses: readonly Loss[], settled: readonly CatalogTable[], toDataVersion: number): readonly Foreseen[] | null {
  const foreseen = losses.map((loss) => foreseeOne(loss, settled, String(toDataVersion)))
  return foreseen.every((each) => each !== null) ? foreseen : null
}

function foreseeOne({ table, kind }: Loss, settled: readonly CatalogTable[], basis_version: string): Foreseen | null {
  const survivor = settled.find(({ relation }) => relation === table.relation)
  if (kind === 'table' || (kind === 'columns' && survivor === undefined)) return { basis_version }
  if (survivor === undefined || kind === 'rows' || survivor.storage !== table.storage || !survivor.columns.every((column) => staysIn(table, column))) return null
  const key = table.key === null || !table.key.every((number) => survivor.columns.some((column) => column.number === number)) ? null : keyNamesOf({ ...survivor, key: table.key })
  if (key === null) return null
  const digest = digestOf(survivor, ({ number }) => table.columns.find((column) => column.number === number)?.name ?? '')
  return { basis_version, basis_table: quoteLiteral(survivor.name), basis_key: textArray(key), basis: digest }
}

function staysIn(before: CatalogTable, { number, typeKey, generated }: CatalogTable['columns'][number]): boolean {
  const column = before.columns.find((each) => each.number === number)
  return column !== undefined && column.typeKey === typeKey && !column.generated && !generated
}
