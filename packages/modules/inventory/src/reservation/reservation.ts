import { z } from '@tenon/module-sdk/http'
import type { Reservation as ReservationRow } from '../generated/prisma/client.ts'
import { skuSchema } from '../item/item.ts'
import { locationCodeSchema } from '../location/location.ts'
import { positiveQuantitySchema, quantityText, quantityTextSchema } from '../quantity/quantity.ts'
import { referenceSchema } from '../stock/movement.ts'
import { unitCodeSchema } from '../unit/unit.ts'

/** A new reservation. */
export const newReservationSchema = z
  .object({
    sku: skuSchema,
    location: locationCodeSchema,
    quantity: positiveQuantitySchema,
    unit: unitCodeSchema.nullable().default(null).openapi({ description: "The unit of the quantity; null stands for the item's base unit." }),
    expiresAt: z.iso.datetime().openapi({ description: 'Holds stock until then; at most a year ahead.' }),
    reference: referenceSchema,
  })
  .openapi('NewReservation')

/** A reservation as callers see it. */
export const reservationSchema = z
  .object({
    id: z.uuid(),
    sku: z.string(),
    location: z.string(),
    quantity: quantityTextSchema,
    unit: z.string().openapi({ description: "The item's base unit." }),
    reference: z.string().nullable(),
    expiresAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    status: z.enum(['live', 'expired', 'shipped', 'released']).openapi({ description: 'Only a live reservation holds stock.' }),
  })
  .openapi('Reservation')

export type NewReservation = z.output<typeof newReservationSchema>
export type Reservation = z.output<typeof reservationSchema>

/** What of a reservation's item and location callers see. */
export const reservationNames = { item: { select: { sku: true, unit: true } }, location: { select: { code: true } } } as const

/** A reservation row read with `reservationNames`. */
export interface NamedReservationRow extends ReservationRow {
  readonly item: { readonly sku: string; readonly unit: string }
  readonly location: { readonly code: string }
}

/** A reservation as callers see it at an instant (milliseconds since the Unix epoch). */
export function reservationOf(row: NamedReservationRow, now: number): Reservation {
  const { id, quantity, reference, expiresAt, createdAt } = row
  return {
    id, sku: row.item.sku, location: row.location.code, quantity: quantityText(quantity), unit: row.item.unit, reference,
    expiresAt: expiresAt.toISOString(), createdAt: createdAt.toISOString(), status: statusOf(row, now),
  }
}

function statusOf({ outcome, expiresAt }: ReservationRow, now: number): Reservation['status'] {
  if (outcome !== null) return outcome === 'shipped' ? 'shipped' : 'released'
  return expiresAt.getTime() > now ? 'live' : 'expired'
}
