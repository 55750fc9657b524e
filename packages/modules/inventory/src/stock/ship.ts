import { errors } from '../errors.ts'
import { closeReservation } from '../reservation/close-reservation.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'
import { lockLevel } from './lock-level.ts'
import { measure, negative } from './measure.ts'
import type { Movement, ShipOrder } from './movement.ts'
import { recordMovement } from './record-movements.ts'
import { requireAvailable } from './require-available.ts'
import { requireUnexpired } from './require-unexpired.ts'

/**
 * Takes stock out of the house, what is reserved for others left alone. Of two shippers of the last unit one is refused.
 * @throws ITEM_UNKNOWN, LOCATION_UNKNOWN, LOT_UNKNOWN, LOT_EXPIRED, UNIT_MISMATCH, QUANTITY_TOO_FINE, INSUFFICIENT_STOCK,
 * RESERVATION_UNKNOWN, RESERVATION_CLOSED, RESERVATION_MISMATCH
 */
export function ship(scope: InventoryScope, order: ShipOrder): Promise<Movement> {
  return scope.transaction(async (tx) => {
    if (order.reservation !== null) await fulfil(scope, tx.db, { ...order, reservation: order.reservation })
    const level = await lockLevel(scope, tx.db, order)
    requireUnexpired(scope, level)
    const amount = await measure(tx.db, level, order)
    requireAvailable(scope, level, amount.quantity)
    return recordMovement(scope, tx, { level, kind: 'ship', amount: negative(amount), reference: order.reference })
  })
}

/** Ends the reservation first, so that the level no longer counts it as held for somebody else. */
async function fulfil(scope: InventoryScope, db: InventoryTransaction['db'], order: ShipOrder & { readonly reservation: string }): Promise<void> {
  const { sku, location } = await closeReservation(scope, db, { id: order.reservation, outcome: 'shipped' })
  if (sku !== order.sku || location !== order.location) throw errors.RESERVATION_MISMATCH({ reservation: order.reservation, sku, location })
}
