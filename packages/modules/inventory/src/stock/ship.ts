import type { InventoryScope } from '../scope.ts'
import { lockLevel } from './lock-level.ts'
import type { Movement, StockOrder } from './movement.ts'
import { recordMovement } from './record-movements.ts'
import { requireAvailable } from './require-available.ts'
import { requireUnexpired } from './require-unexpired.ts'

/** Takes stock out of the house. Of two shippers of the last unit one is refused. @throws ITEM_UNKNOWN, LOCATION_UNKNOWN, LOT_UNKNOWN, LOT_EXPIRED, INSUFFICIENT_STOCK */
export function ship(scope: InventoryScope, order: StockOrder): Promise<Movement> {
  return scope.transaction(async (tx) => {
    const level = await lockLevel(scope, tx.db, order)
    requireUnexpired(scope, level)
    requireAvailable(scope, level, order.quantity)
    return recordMovement(scope, tx, { level, kind: 'ship', quantity: -order.quantity, reference: order.reference })
  })
}
