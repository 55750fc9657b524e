import type { CatalogTable } from '../stash/read-catalog.ts'

/**
 * The tables, by relation, that something happened to between two looks at a catalog in one transaction: gone,
 * rewritten, other columns, rows changed or deleted. The rows of any other table are what they were. Pure.
 */
export function changedTables(before: readonly CatalogTable[], after: readonly CatalogTable[]): ReadonlySet<string> {
  const afterByRelation = new Map(after.map((table) => [table.relation, table]))
  return new Set(before.filter((table) => {
    const now = afterByRelation.get(table.relation)
    return now === undefined || now.updated !== table.updated || now.deleted !== table.deleted || now.storage !== table.storage || columnsOf(now) !== columnsOf(table)
  }).map(({ relation }) => relation))
}

function columnsOf({ name, columns }: CatalogTable): string {
  return JSON.stringify([name, ...columns.map((column) => [column.number, column.name, column.typeKey, column.generated])])
}
