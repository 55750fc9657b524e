import type { InventoryScope } from '../scope.ts'
import { lockLevel } from './lock-level.ts'
import type { Adjustment, Movement } from './movement.ts'
import { recordMovement } from './record-movements.ts'
import { requireAvailable } from './require-available.ts'

/** Corrects stock by a signed quantity. @throws ITEM_UNKNOWN, LOCATION_UNKNOWN, LOT_UNKNOWN, INSUFFICIENT_STOCK, STOCK_LIMIT */
export function adjust(scope: InventoryScope, adjustment: Adjustment): Promise<Movement> {
  return scope.transaction(async (tx) => {
    const level = await lockLevel(scope, tx.db, adjustment)
    if (adjustment.quantity < 0) requireAvailable(scope, level, -adjustment.quantity)
    return recordMovement(scope, tx, { level, kind: 'adjust', quantity: adjustment.quantity, reference: adjustment.reference })
  })
}
