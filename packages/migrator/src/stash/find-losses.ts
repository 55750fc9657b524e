import type { CatalogColumn, CatalogTable } from './read-catalog.ts'

/** What one down migration takes away from one table. */
export interface Loss {
  /** The table as it is before the down. */
  readonly table: CatalogTable
  /** `table`: all of it. `columns`: these columns of every row. `rows`: rows were deleted or changed; which, only a comparison tells. */
  readonly kind: 'table' | 'columns' | 'rows'
  /** Columns that disappear or change their type. */
  readonly lostColumns: readonly CatalogColumn[]
  /** True: rows may be equal in the columns by which they are told apart; a place among those equal tells them apart. */
  readonly placed?: true
}

/** Compares the catalog before and after one down migration and names what it takes away. Pure. */
export function findLosses(before: readonly CatalogTable[], after: readonly CatalogTable[]): readonly Loss[] {
  const afterByRelation = new Map(after.map((table) => [table.relation, table]))
  return before.flatMap((table): readonly Loss[] => {
    const survivor = afterByRelation.get(table.relation)
    if (survivor === undefined) return [{ table, kind: 'table', lostColumns: storedColumns(table) }]
    const lostColumns = lostBetween(table, survivor)
    if (touchedBetween(table, survivor, lostColumns)) return [{ table, kind: 'rows', lostColumns }]
    return lostColumns.length > 0 ? [{ table, kind: 'columns', lostColumns }] : []
  })
}

/** Columns whose values are kept by the table itself. */
export function storedColumns(table: CatalogTable): readonly CatalogColumn[] {
  return table.columns.filter(({ generated }) => !generated)
}

function lostBetween(before: CatalogTable, after: CatalogTable): readonly CatalogColumn[] {
  const remaining = new Map(after.columns.map((column) => [column.number, column]))
  return storedColumns(before).filter(({ number, typeKey }) => remaining.get(number)?.typeKey !== typeKey)
}

/**
 * Whether rows may have been changed or deleted. New storage without a retype is a truncate or a
 * rewrite, and counters that went down belong to a truncate too: both are looked at row by row.
 */
function touchedBetween(before: CatalogTable, after: CatalogTable, lostColumns: readonly CatalogColumn[]): boolean {
  const retyped = lostColumns.some(({ number }) => after.columns.some((column) => column.number === number))
  return before.updated !== after.updated || before.deleted !== after.deleted || (before.storage !== after.storage && !retyped)
}
