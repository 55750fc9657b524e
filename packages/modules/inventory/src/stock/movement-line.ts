import { z } from '@tenon/module-sdk/http'
import { skuSchema } from '../item/item.ts'
import { locationCodeSchema } from '../location/location.ts'
import { lotCodeSchema } from '../lot/lot.ts'
import { quantityLimit, quantityOf } from '../quantity/quantity.ts'
import { unitCodeSchema } from '../unit/unit.ts'
import { movementKindSchema } from './movement.ts'

/** One line of an imported movements file: the columns that an export writes; `id` is ignored. */
export const movementLineSchema = z.object({
  kind: movementKindSchema,
  sku: skuSchema,
  location: locationCodeSchema,
  quantity: z
    .string()
    .regex(/^[+-]?\d{1,10}(\.\d{1,6})?$/, 'must be a decimal number with at most six digits after the point')
    .transform(quantityOf)
    .refine((quantity) => quantity.abs().lte(2 * quantityLimit), { error: `must not go beyond ${2 * quantityLimit}` }),
  unit: unitCodeSchema.optional(),
  reference: z.string().max(200).optional(),
  lot: lotCodeSchema.optional(),
  group: z.string().max(64).optional(),
  occurredAt: z.iso.datetime().optional(),
})

export type MovementLine = z.output<typeof movementLineSchema>
