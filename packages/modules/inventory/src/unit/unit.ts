import { z } from '@tenon/module-sdk/http'
import { skuSchema } from '../item/item.ts'
import { quantityTextSchema } from '../quantity/quantity.ts'

/** What quantities are measured in: each, box, kg. */
export const unitCodeSchema = z.string().trim().min(1).max(16).openapi({ example: 'kg' })

/** A unit of measure. */
export const unitSchema = z.object({ code: unitCodeSchema, name: z.string().trim().min(1).max(200) }).openapi('Unit')

const factorSchema = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,9}(\.\d{1,9})?$/, 'must be a decimal number with at most nine digits after the point').refine((text) => Number(text) > 0, 'must be more than 0'))
  .openapi({ description: 'How many of `to` one of `from` is.', example: '12' })

/** Which conversion: for one item, or for every item when `sku` is null. */
export const conversionPlaceSchema = z.object({ sku: skuSchema.nullable().default(null), from: unitCodeSchema, to: unitCodeSchema })

/** A conversion as callers send it. */
export const newConversionSchema = conversionPlaceSchema.extend({ factor: factorSchema }).openapi('NewConversion')

/** A conversion as callers see it. */
export const conversionSchema = z.object({ sku: z.string().nullable(), from: z.string(), to: z.string(), factor: quantityTextSchema }).openapi('Conversion')

export type Unit = z.output<typeof unitSchema>
export type ConversionPlace = z.output<typeof conversionPlaceSchema>
export type NewConversion = z.output<typeof newConversionSchema>
export type Conversion = z.output<typeof conversionSchema>
