import { writeCsv } from '../csv/write-csv.ts'
import type { InventoryScope } from '../scope.ts'
import { listStock } from './list-stock.ts'
import type { Stock } from './list-stock.ts'

const rowsPerRead = 5_000

/** Stock on hand everywhere as comma separated values. */
export function exportStock(scope: InventoryScope): Promise<string> {
  return writeCsv(['sku', 'location', 'onHand', 'reserved', 'available', 'unit'], everyStock(scope))
}

async function* everyStock(scope: InventoryScope): AsyncGenerator<Stock> {
  let cursor: string | undefined
  do {
    const page = await listStock(scope, { limit: rowsPerRead, cursor })
    yield* page.items
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}
