import type { InventoryScope } from '../scope.ts'
import { lockLevel } from './lock-level.ts'
import { measure } from './measure.ts'
import type { Movement, StockOrder } from './movement.ts'
import { recordMovement } from './record-movements.ts'

/** Adds stock. @throws ITEM_UNKNOWN, LOCATION_UNKNOWN, LOT_UNKNOWN, UNIT_MISMATCH, QUANTITY_TOO_FINE, STOCK_LIMIT */
export function receive(scope: InventoryScope, order: StockOrder): Promise<Movement> {
  return scope.transaction(async (tx) => {
    const level = await lockLevel(scope, tx.db, order)
    return recordMovement(scope, tx, { level, kind: 'receive', amount: await measure(tx.db, level, order), reference: order.reference })
  })
}
