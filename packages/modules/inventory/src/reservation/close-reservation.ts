import { errors } from '../errors.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'
import { reservationNames, reservationOf } from './reservation.ts'
import type { Reservation } from './reservation.ts'

/**
 * Ends a live reservation. Of two that try at once, one finds it closed.
 * @throws RESERVATION_UNKNOWN, RESERVATION_CLOSED
 */
export async function closeReservation(
  scope: InventoryScope,
  db: InventoryTransaction['db'],
  { id, outcome }: { readonly id: string; readonly outcome: 'shipped' | 'released' },
): Promise<Reservation> {
  const now = new Date(scope.now())
  const { count } = await db.reservation.updateMany({ where: { id, closedAt: null, expiresAt: { gt: now } }, data: { closedAt: now, outcome } })
  const reservation = await findReservation(scope, db, id)
  if (count === 0) throw errors.RESERVATION_CLOSED({ reservation: id, status: reservation.status })
  return reservation
}

/** The reservation with this id. @throws RESERVATION_UNKNOWN */
export async function findReservation(scope: InventoryScope, db: InventoryTransaction['db'], id: string): Promise<Reservation> {
  const row = await db.reservation.findFirst({ where: { id }, include: reservationNames })
  if (row === null) throw errors.RESERVATION_UNKNOWN({ reservation: id })
  return reservationOf(row, scope.now())
}
