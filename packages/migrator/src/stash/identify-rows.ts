import { storedColumns } from './find-losses.ts'
import type { Loss } from './find-losses.ts'
import type { CatalogTable } from './read-catalog.ts'

/**
 * Decides by which columns the rows of lost tables are told apart, so that the same rows are found on both sides
 * of a roll back: by the key of the newer shape where its columns outlive the downs, else by the key of the older
 * shape where the newer one had its columns already. Without either, by all that the older shape sees of them and a
 * place among those equal in it, as long as no down touches them. Pure.
 * @param settled - the catalog after the last down
 * @param all - the losses of all downs, these among them
 * @returns the losses in their places, each table with that choice as its key
 */
export function identifyRows(losses: readonly Loss[], settled: readonly CatalogTable[], all: readonly Loss[]): readonly Loss[] {
  const touched = new Set(all.filter(({ kind }) => kind === 'rows').map(({ table }) => table.relation))
  return losses.map((loss): Loss => {
    const { table } = loss
    const survivor = settled.find(({ relation }) => relation === table.relation)
    if (survivor === undefined) return loss
    const key = keyOnBothSides(table, survivor)
    if (loss.kind !== 'columns' || touched.has(table.relation) || (key !== null && isIn(key, [table, survivor]))) return { ...loss, table: { ...table, key } }
    const shared = storedColumns(table).map(({ number }) => number).filter((number) => isIn([number], [table, survivor]))
    return { ...loss, table: { ...table, key: shared }, placed: true }
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
