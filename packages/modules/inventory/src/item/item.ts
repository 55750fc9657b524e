import { z } from '@tenon/module-sdk/http'
import type { Item as ItemRow } from '../generated/prisma/client.ts'

/** Stock keeping unit: what people call an item. */
export const skuSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores')
  .openapi({ example: 'BOLT-M8' })

/** A new item. */
export const newItemSchema = z
  .object({
    sku: skuSchema,
    name: z.string().trim().min(1).max(200),
    barcode: z.string().trim().min(1).max(64).nullable().default(null),
    unit: z.string().trim().min(1).max(16).optional().openapi({ description: "Its base unit, in which stock is kept; the tenant's setting `defaultUnit` when left out." }),
  })
  .openapi('NewItem')

/** Changes to an item; what is left out stays. */
export const itemChangesSchema = newItemSchema.pick({ name: true, barcode: true }).partial().openapi('ItemChanges')

/** An item as callers see it. */
export const itemSchema = z
  .object({ sku: z.string(), name: z.string(), barcode: z.string().nullable(), unit: z.string(), createdAt: z.iso.datetime() })
  .openapi('Item')

export type NewItem = z.output<typeof newItemSchema>
export type ItemChanges = z.output<typeof itemChangesSchema>
export type Item = z.output<typeof itemSchema>

/** An item as callers see it, from its row. */
export function itemOf(row: ItemRow): Item {
  return { sku: row.sku, name: row.name, barcode: row.barcode, unit: row.unit, createdAt: row.createdAt.toISOString() }
}
