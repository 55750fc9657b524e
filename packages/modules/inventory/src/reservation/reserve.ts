import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import { lockLevel } from '../stock/lock-level.ts'
import { measure } from '../stock/measure.ts'
import { requireAvailable } from '../stock/require-available.ts'
import { reservationNames, reservationOf } from './reservation.ts'
import type { NewReservation, Reservation } from './reservation.ts'

const longestHoldMs = 366 * 24 * 60 * 60 * 1000

/** Holds stock for somebody until it is shipped, released or expires. @throws RESERVATION_EXPIRY_INVALID, ITEM_UNKNOWN, LOCATION_UNKNOWN, UNIT_MISMATCH, QUANTITY_TOO_FINE, INSUFFICIENT_STOCK */
export function reserve(scope: InventoryScope, wish: NewReservation): Promise<Reservation> {
  const now = scope.now()
  const expiresAt = new Date(wish.expiresAt)
  if (expiresAt.getTime() <= now || expiresAt.getTime() > now + longestHoldMs) throw errors.RESERVATION_EXPIRY_INVALID({ expiresAt: wish.expiresAt })
  return scope.transaction(async ({ db }) => {
    const level = await lockLevel(scope, db, { ...wish, lot: null })
    const { quantity } = await measure(db, level, wish)
    requireAvailable(scope, level, quantity)
    const { itemId, locationId } = level
    const { reference } = wish
    const row = await db.reservation.create({ data: { itemId, locationId, quantity, reference, expiresAt, createdAt: new Date(now) }, include: reservationNames })
    return reservationOf(row, now)
  })
}
