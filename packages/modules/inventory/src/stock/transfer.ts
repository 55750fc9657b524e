import { randomUUID } from 'node:crypto'
import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import { lockLevel } from './lock-level.ts'
import type { Movement, TransferOrder } from './movement.ts'
import { recordMovements } from './record-movements.ts'
import { requireAvailable } from './require-available.ts'

/**
 * Moves stock between two locations as two movements that share a group.
 * @throws TRANSFER_TO_ITSELF, ITEM_UNKNOWN, LOCATION_UNKNOWN, LOT_UNKNOWN, INSUFFICIENT_STOCK, STOCK_LIMIT
 */
export async function transfer(scope: InventoryScope, order: TransferOrder): Promise<Movement[]> {
  const { sku, from, to, lot, quantity, reference } = order
  if (from === to) throw errors.TRANSFER_TO_ITSELF({ location: from })
  return scope.transaction(async (tx) => {
    const source = await lockLevel(scope, tx.db, { sku, location: from, lot })
    const target = await lockLevel(scope, tx.db, { sku, location: to, lot })
    requireAvailable(scope, source, quantity)
    const side = { kind: 'transfer', reference, group: randomUUID() } as const
    return recordMovements(scope, tx, [{ ...side, level: source, quantity: -quantity }, { ...side, level: target, quantity }])
  })
}
