import { z } from '@tenon/module-sdk/http'
import { Prisma } from '../generated/prisma/client.ts'

/** An exact decimal number. */
export type Quantity = Prisma.Decimal

/** Largest quantity of one movement and of one stock level, in either direction. */
export const quantityLimit = 1_000_000_000

/** Digits kept after the point. */
export const quantityScale = 6

const decimalText = z.union([z.string(), z.number()]).transform(String)
const limit = { error: `must not go beyond ${quantityLimit}` }

/** A quantity as callers send it: `"1.5"` or `1.5`, with up to six digits after the point. */
export const signedQuantitySchema = decimalText
  .pipe(z.string().regex(/^[+-]?\d{1,10}(\.\d{1,6})?$/, 'must be a decimal number with at most six digits after the point'))
  .transform((text) => new Prisma.Decimal(text))
  .refine((quantity) => quantity.abs().lte(quantityLimit), limit)
  .openapi({ description: 'A decimal number with at most six digits after the point, as text or number.', example: '1.5' })

/** More than nothing. */
export const positiveQuantitySchema = signedQuantitySchema.refine((quantity) => quantity.gt(0), 'must be more than 0')

/** Nothing or more. */
export const countedQuantitySchema = signedQuantitySchema.refine((quantity) => quantity.gte(0), 'must not be negative')

/** A quantity as callers get it: decimal text without needless zeros. */
export const quantityTextSchema = z.string().openapi({ description: 'A decimal number.', example: '1.5' })

/** Decimal text without exponent and needless zeros: `1.5`, `-3`, `0`. */
export function quantityText(quantity: Quantity): string {
  return quantity.toFixed()
}

/** The number that a text from the database stands for. */
export function quantityOf(text: string): Quantity {
  return new Prisma.Decimal(text)
}

/** Nothing. */
export const nothing: Quantity = new Prisma.Decimal(0)
