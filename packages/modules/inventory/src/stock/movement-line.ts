import { z } from '@tenon/module-sdk/http'
import { skuSchema } from '../item/item.ts'
import { locationCodeSchema } from '../location/location.ts'
import { lotCodeSchema } from '../lot/lot.ts'
import { movementKindSchema } from './movement.ts'

const largestDelta = 2_000_000_000

/** One line of an imported movements file: the columns that an export writes; `id` is ignored. */
export const movementLineSchema = z.object({
  kind: movementKindSchema,
  sku: skuSchema,
  location: locationCodeSchema,
  quantity: z.string().regex(/^[+-]?\d{1,10}$/, 'must be a whole number').transform(Number).pipe(z.int().min(-largestDelta).max(largestDelta)),
  reference: z.string().max(200).optional(),
  lot: lotCodeSchema.optional(),
  group: z.string().max(64).optional(),
  occurredAt: z.iso.datetime().optional(),
})

export type MovementLine = z.output<typeof movementLineSchema>
