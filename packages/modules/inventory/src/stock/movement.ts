import { z } from '@tenon/module-sdk/http'
import { skuSchema } from '../item/item.ts'
import { locationCodeSchema } from '../location/location.ts'
import { lotCodeSchema } from '../lot/lot.ts'
import { countedQuantitySchema, positiveQuantitySchema, quantityTextSchema, signedQuantitySchema } from '../quantity/quantity.ts'
import { unitCodeSchema } from '../unit/unit.ts'

/** Why stock changed. */
export const movementKindSchema = z.enum(['receive', 'ship', 'transfer', 'adjust', 'count'])

const movedUnitSchema = unitCodeSchema.nullable().default(null).openapi({ description: "The unit of the quantity; null stands for the item's base unit." })

/** Free text that ties a movement to an order, a delivery note or a counting list. */
export const referenceSchema = z.string().trim().min(1).max(200).nullable().default(null)

const movedLotSchema = lotCodeSchema.nullable().default(null).openapi({ description: 'The lot that moves; null when nobody keeps track of it.' })

/** Receive or ship: how many of what, where. */
export const stockOrderSchema = z
  .object({ sku: skuSchema, location: locationCodeSchema, lot: movedLotSchema, quantity: positiveQuantitySchema, unit: movedUnitSchema, reference: referenceSchema })
  .openapi('StockOrder')

/** Ship: how many of what, from where, and for which reservation. */
export const shipOrderSchema = stockOrderSchema
  .extend({ reservation: z.uuid().nullable().default(null).openapi({ description: 'The reservation that this shipment fulfils. It ends, whatever the quantity.' }) })
  .openapi('ShipOrder')

/** From one location to another. */
export const transferOrderSchema = z
  .object({ sku: skuSchema, from: locationCodeSchema, to: locationCodeSchema, lot: movedLotSchema, quantity: positiveQuantitySchema, unit: movedUnitSchema, reference: referenceSchema })
  .openapi('TransferOrder')

/** A correction by a signed quantity. */
export const adjustmentSchema = z
  .object({
    sku: skuSchema,
    location: locationCodeSchema,
    lot: movedLotSchema,
    quantity: signedQuantitySchema.refine((quantity) => !quantity.isZero(), 'must not be 0'),
    unit: movedUnitSchema,
    reference: referenceSchema,
  })
  .openapi('Adjustment')

/** A correction to what was counted. */
export const stockCountSchema = z
  .object({ sku: skuSchema, location: locationCodeSchema, counted: countedQuantitySchema, unit: movedUnitSchema, reference: referenceSchema })
  .openapi('StockCount')

/** A movement as callers see it: a signed change of one stock level. */
export const movementSchema = z
  .object({
    id: z.string().openapi({ description: 'Rises in the order in which the stock of an item changed.' }),
    kind: movementKindSchema,
    sku: z.string(),
    location: z.string(),
    quantity: quantityTextSchema.openapi({ description: "Added to stock when positive, taken when negative; in the item's base unit." }),
    baseUnit: z.string(),
    unit: z.string().openapi({ description: 'The unit the movement was written in.' }),
    unitQuantity: quantityTextSchema.openapi({ description: 'The quantity in that unit.' }),
    group: z.string().nullable().openapi({ description: 'Shared by the two sides of a transfer.' }),
    lot: z.string().nullable(),
    reference: z.string().nullable(),
    occurredAt: z.iso.datetime(),
  })
  .openapi('Movement')

export type MovementKind = z.output<typeof movementKindSchema>
export type StockOrder = z.output<typeof stockOrderSchema>
export type ShipOrder = z.output<typeof shipOrderSchema>
export type TransferOrder = z.output<typeof transferOrderSchema>
export type Adjustment = z.output<typeof adjustmentSchema>
export type StockCount = z.output<typeof stockCountSchema>
export type Movement = z.output<typeof movementSchema>
