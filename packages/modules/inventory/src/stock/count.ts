import type { InventoryScope } from '../scope.ts'
import { lockLevel } from './lock-level.ts'
import { inBaseUnit, measure } from './measure.ts'
import type { Movement, StockCount } from './movement.ts'
import { recordMovement } from './record-movements.ts'

/** Sets stock to what was counted, by a movement of the difference (0 when they agree: that they were counted is a fact too). @throws ITEM_UNKNOWN, LOCATION_UNKNOWN, UNIT_MISMATCH, QUANTITY_TOO_FINE, STOCK_LIMIT */
export function count(scope: InventoryScope, counting: StockCount): Promise<Movement> {
  return scope.transaction(async (tx) => {
    const level = await lockLevel(scope, tx.db, { ...counting, lot: null })
    const counted = await measure(tx.db, level, { quantity: counting.counted, unit: counting.unit })
    return recordMovement(scope, tx, { level, kind: 'count', amount: inBaseUnit(level, counted.quantity.sub(level.onHand)), reference: counting.reference })
  })
}
