import type { InventoryScope } from '../scope.ts'
import { lockLevel } from './lock-level.ts'
import { measure } from './measure.ts'
import type { Adjustment, Movement } from './movement.ts'
import { recordMovement } from './record-movements.ts'
import { requireAvailable } from './require-available.ts'

/** Corrects stock by a signed quantity. @throws ITEM_UNKNOWN, LOCATION_UNKNOWN, LOT_UNKNOWN, UNIT_MISMATCH, QUANTITY_TOO_FINE, INSUFFICIENT_STOCK, STOCK_LIMIT */
export function adjust(scope: InventoryScope, adjustment: Adjustment): Promise<Movement> {
  return scope.transaction(async (tx) => {
    const level = await lockLevel(scope, tx.db, adjustment)
    const amount = await measure(tx.db, level, adjustment)
    if (amount.quantity.lt(0)) requireAvailable(scope, level, amount.quantity.neg())
    return recordMovement(scope, tx, { level, kind: 'adjust', amount, reference: adjustment.reference })
  })
}
