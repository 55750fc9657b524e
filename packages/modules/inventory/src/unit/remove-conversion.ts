import type { InventoryScope } from '../scope.ts'
import { itemIdOf } from './item-id-of.ts'
import type { ConversionPlace } from './unit.ts'

/** Takes a conversion away. Does nothing when there is none. @throws ITEM_UNKNOWN */
export async function removeConversion(scope: InventoryScope, { sku, from, to }: ConversionPlace): Promise<void> {
  await scope.db.unitConversion.deleteMany({ where: { itemId: await itemIdOf(scope.db, sku), fromUnit: from, toUnit: to } })
}
