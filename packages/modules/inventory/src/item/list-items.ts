import { pageOf, readCursor } from '@tenon/module-sdk/http'
import type { Page } from '@tenon/module-sdk/http'
import type { InventoryScope } from '../scope.ts'
import { itemOf } from './item.ts'
import type { Item } from './item.ts'

/** Which items to list. */
export interface ListItemsOptions {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly barcode?: string | undefined
}

/** Items in the order of their SKUs. */
export async function listItems(scope: InventoryScope, options: ListItemsOptions): Promise<Page<Item>> {
  const after = readCursor(options.cursor, 1)?.[0]
  const rows = await scope.db.item.findMany({
    where: { ...(after === undefined ? {} : { sku: { gt: after } }), ...(options.barcode === undefined ? {} : { barcode: options.barcode }) },
    orderBy: { sku: 'asc' },
    take: options.limit + 1,
  })
  return pageOf(rows.map(itemOf), options.limit, (item) => [item.sku])
}
