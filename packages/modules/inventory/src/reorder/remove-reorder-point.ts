import type { InventoryScope } from '../scope.ts'
import type { ReorderPlace } from './reorder-point.ts'

/** Takes a reorder point away. Does nothing when there is none. */
export async function removeReorderPoint(scope: InventoryScope, place: ReorderPlace): Promise<void> {
  await scope.db.reorderPoint.deleteMany({ where: { item: { sku: place.sku }, location: { code: place.location } } })
}
