import type { Loss } from './find-losses.ts'
import type { CatalogTable } from './read-catalog.ts'

/**
 * Decides by which columns the rows of lost tables are told apart, so that the same rows are found on both sides
 * of a roll back: by the key of the newer shape where its columns outlive the downs, else by the key of the older
 * shape where the newer one had its columns already. Pure.
 * @param settled - the catalog after the last down
 * @returns the losses, each table with that choice as its key
 */
export function identifyRows(losses: readonly Loss[], settled: readonly CatalogTable[]): readonly Loss[] {
  return losses.map((loss) => {
    const survivor = settled.find(({ relation }) => relation === loss.table.relation)
    return survivor ? { ...loss, table: { ...loss.table, key: keyOnBothSides(loss.table, survivor) } } : loss
  })
}

function keyOnBothSides(before: CatalogTable, after: CatalogTable): readonly number[] | null {
  if (before.key === null || isIn(before.key, [before, after])) return before.key
  return after.key !== null && isIn(after.key, [after, before]) ? after.key : before.key
}

/** Whether both have these columns, with the same type: the same value then reads as the same text. */
function isIn(key: readonly number[], [one, other]: readonly [CatalogTable, CatalogTable]): boolean {
  return key.every((number) => {
    const type = other.columns.find((column) => column.number === number)?.typeKey
    return type !== undefined && type === one.columns.find((column) => column.number === number)?.typeKey
  })
}
