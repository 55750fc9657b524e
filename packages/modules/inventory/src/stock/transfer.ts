import { randomUUID } from 'node:crypto'
import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import { lockLevels } from './lock-level.ts'
import type { Level } from './lock-level.ts'
import { measure, negative } from './measure.ts'
import type { Movement, TransferOrder } from './movement.ts'
import { recordMovements } from './record-movements.ts'
import { requireAvailable } from './require-available.ts'

/**
 * Moves stock between two locations as two movements that share a group.
 * @throws TRANSFER_TO_ITSELF, ITEM_UNKNOWN, LOCATION_UNKNOWN, LOT_UNKNOWN, UNIT_MISMATCH, QUANTITY_TOO_FINE, INSUFFICIENT_STOCK, STOCK_LIMIT
 */
export async function transfer(scope: InventoryScope, order: TransferOrder): Promise<Movement[]> {
  const { sku, from, to, lot, reference } = order
  if (from === to) throw errors.TRANSFER_TO_ITSELF({ location: from })
  return scope.transaction(async (tx) => {
    const [source, target] = await lockLevels(scope, tx.db, [{ sku, location: from, lot }, { sku, location: to, lot }]) as [Level, Level]
    const amount = await measure(tx.db, source, order)
    requireAvailable(scope, source, amount.quantity)
    const side = { kind: 'transfer', reference, group: randomUUID() } as const
    return recordMovements(scope, tx, [{ ...side, level: source, amount: negative(amount) }, { ...side, level: target, amount }])
  })
}
