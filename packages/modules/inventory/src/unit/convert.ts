import { quantityScale } from '../quantity/quantity.ts'
import type { Quantity } from '../quantity/quantity.ts'

/** One `fromUnit` is `factor` times `toUnit`. */
export interface ConversionFactor {
  /** Null when it holds for every item. */
  readonly itemId: string | null
  readonly fromUnit: string
  readonly toUnit: string
  readonly factor: Quantity
}

/** What to convert, and with which conversions: those of the item and those of every item. */
export interface ConvertOptions {
  readonly quantity: Quantity
  readonly from: string
  readonly to: string
  readonly conversions: readonly ConversionFactor[]
}

/**
 * A quantity in another unit, rounded half up to six digits. An item's own conversion goes before the
 * general one, and each works in both directions. Null when no conversion joins the two units.
 */
export function convert({ quantity, from, to, conversions }: ConvertOptions): Quantity | null {
  if (from === to) return quantity
  const ownFirst = conversions.toSorted((a, b) => Number(a.itemId === null) - Number(b.itemId === null))
  for (const { fromUnit, toUnit, factor } of ownFirst) {
    if (fromUnit === from && toUnit === to) return quantity.mul(factor).toDecimalPlaces(quantityScale)
    if (fromUnit === to && toUnit === from) return quantity.div(factor).toDecimalPlaces(quantityScale)
  }
  return null
}
