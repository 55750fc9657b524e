import { z } from '@tenon/module-sdk/http'
import { skuSchema } from '../item/item.ts'
import { quantityTextSchema } from '../quantity/quantity.ts'

/** What stands on a batch of an item: a production lot, a delivery, a serial number. */
export const lotCodeSchema = z.string().trim().min(1).max(64).openapi({ example: 'L-2026-01' })

/** A new lot. */
export const newLotSchema = z
  .object({
    sku: skuSchema,
    code: lotCodeSchema,
    expiresOn: z.iso.date().nullable().default(null).openapi({ description: 'Last day on which it may be shipped (UTC).' }),
  })
  .openapi('NewLot')

/** A lot as callers see it. */
export const lotSchema = z.object({ sku: z.string(), code: z.string(), expiresOn: z.iso.date().nullable() }).openapi('Lot')

/** Stock of one lot at one location. */
export const lotStockSchema = z
  .object({ sku: z.string(), lot: z.string(), expiresOn: z.iso.date().nullable(), location: z.string(), onHand: quantityTextSchema, unit: z.string() })
  .openapi('LotStock')

export type NewLot = z.output<typeof newLotSchema>
export type Lot = z.output<typeof lotSchema>
export type LotStock = z.output<typeof lotStockSchema>
