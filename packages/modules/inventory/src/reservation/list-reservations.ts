import { pageOf, readCursor } from '@tenon/module-sdk/http'
import type { Page } from '@tenon/module-sdk/http'
import type { InventoryScope } from '../scope.ts'
import { reservationNames, reservationOf } from './reservation.ts'
import type { Reservation } from './reservation.ts'

/** An instant, or an id. */
const reservationKey = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z|[0-9a-f-]{36})$/

/** Which reservations to list. */
export interface ListReservationsOptions {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly sku?: string | undefined
  readonly location?: string | undefined
  /** `live` leaves out those that were closed or have expired. Default `all`. */
  readonly show?: 'live' | 'all' | undefined
}

/** Reservations, next to expire first. */
export async function listReservations(scope: InventoryScope, options: ListReservationsOptions): Promise<Page<Reservation>> {
  const now = scope.now()
  const [expiresAt, id] = readCursor(options.cursor, 2, reservationKey) ?? []
  const rows = await scope.db.reservation.findMany({
    where: {
      ...(options.show === 'live' ? { closedAt: null, expiresAt: { gt: new Date(now) } } : {}),
      ...(options.sku === undefined ? {} : { item: { sku: options.sku } }),
      ...(options.location === undefined ? {} : { location: { code: options.location } }),
      ...(expiresAt === undefined || id === undefined ? {} : { OR: [{ expiresAt: { gt: new Date(expiresAt) } }, { expiresAt: new Date(expiresAt), id: { gt: id } }] }),
    },
    include: reservationNames,
    orderBy: [{ expiresAt: 'asc' }, { id: 'asc' }],
    take: options.limit + 1,
  })
  return pageOf(rows.map((row) => reservationOf(row, now)), options.limit, (reservation) => [reservation.expiresAt, reservation.id])
}
