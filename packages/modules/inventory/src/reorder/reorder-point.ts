import { z } from '@tenon/module-sdk/http'
import { skuSchema } from '../item/item.ts'
import { locationCodeSchema } from '../location/location.ts'
import { quantityLimit } from '../stock/movement.ts'

/** Stock of an item at a location at which more should be ordered. */
export const reorderPointSchema = z
  .object({ sku: skuSchema, location: locationCodeSchema, quantity: z.int().min(0).max(quantityLimit) })
  .openapi('ReorderPoint')

/** Which reorder point. */
export const reorderPlaceSchema = reorderPointSchema.omit({ quantity: true })

/** A movement took stock to or below the reorder point. */
export const lowStockSchema = z.object({ sku: z.string(), location: z.string(), onHand: z.int(), reorderPoint: z.int() })

export type ReorderPoint = z.output<typeof reorderPointSchema>
export type ReorderPlace = z.output<typeof reorderPlaceSchema>
export type LowStock = z.output<typeof lowStockSchema>
