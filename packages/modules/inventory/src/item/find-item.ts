import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import { itemOf } from './item.ts'
import type { Item } from './item.ts'

/** The item with this SKU. @throws ITEM_UNKNOWN */
export async function findItem(scope: InventoryScope, sku: string): Promise<Item> {
  const row = await scope.db.item.findFirst({ where: { sku } })
  if (row === null) throw errors.ITEM_UNKNOWN({ sku })
  return itemOf(row)
}
