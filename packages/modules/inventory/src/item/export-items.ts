import { writeCsv } from '../csv/write-csv.ts'
import type { InventoryScope } from '../scope.ts'
import { listItems } from './list-items.ts'
import type { Item } from './item.ts'

const rowsPerRead = 5_000

/** Every item as comma separated values, in the order of their SKUs; `importItems` reads them back. */
export function exportItems(scope: InventoryScope): Promise<string> {
  return writeCsv(['sku', 'name', 'barcode', 'unit'], everyItem(scope))
}

async function* everyItem(scope: InventoryScope): AsyncGenerator<Item> {
  let cursor: string | undefined
  do {
    const page = await listItems(scope, { limit: rowsPerRead, cursor })
    yield* page.items
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}
