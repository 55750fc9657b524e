import { errors } from '../errors.ts'
import type { InventoryTransaction } from '../scope.ts'

/** The id of the item with this SKU; null, which stands for every item, when there is no SKU. @throws ITEM_UNKNOWN */
export async function itemIdOf(db: InventoryTransaction['db'], sku: string | null): Promise<string | null> {
  if (sku === null) return null
  const item = await db.item.findFirst({ where: { sku }, select: { id: true } })
  if (item === null) throw errors.ITEM_UNKNOWN({ sku })
  return item.id
}
