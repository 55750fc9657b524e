import { z } from '@tenon/module-sdk/http'
import { skuSchema } from '../item/item.ts'
import { locationCodeSchema } from '../location/location.ts'
import { countedQuantitySchema, quantityTextSchema } from '../quantity/quantity.ts'

/** Stock of an item at a location, in its base unit, at which more should be ordered. */
export const newReorderPointSchema = z
  .object({ sku: skuSchema, location: locationCodeSchema, quantity: countedQuantitySchema })
  .openapi('NewReorderPoint')

/** Which reorder point. */
export const reorderPlaceSchema = newReorderPointSchema.omit({ quantity: true })

/** A reorder point as callers see it. */
export const reorderPointSchema = z.object({ sku: z.string(), location: z.string(), quantity: quantityTextSchema }).openapi('ReorderPoint')

/** A movement took stock to or below the reorder point. */
export const lowStockSchema = z.object({ sku: z.string(), location: z.string(), onHand: quantityTextSchema, reorderPoint: quantityTextSchema, unit: z.string() })

export type NewReorderPoint = z.output<typeof newReorderPointSchema>
export type ReorderPoint = z.output<typeof reorderPointSchema>
export type ReorderPlace = z.output<typeof reorderPlaceSchema>
export type LowStock = z.output<typeof lowStockSchema>
