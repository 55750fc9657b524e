import { errors } from '../errors.ts'
import type { Quantity } from '../quantity/quantity.ts'
import { quantityText } from '../quantity/quantity.ts'
import type { InventoryTransaction } from '../scope.ts'
import { convert } from '../unit/convert.ts'
import type { ConversionFactor } from '../unit/convert.ts'

/** A quantity in an item's base unit, and as the caller put it. */
export interface Amount {
  /** In the base unit. */
  readonly quantity: Quantity
  readonly unit: string
  /** In `unit`. */
  readonly unitQuantity: Quantity
}

/** What to measure: null stands for the base unit. */
export interface Measurement {
  readonly quantity: Quantity
  readonly unit: string | null
}

interface MeasuredItem {
  readonly itemId: string
  readonly sku: string
  readonly baseUnit: string
}

/** Measures a quantity in the item's base unit. @throws UNIT_MISMATCH, QUANTITY_TOO_FINE */
export async function measure(db: InventoryTransaction['db'], item: MeasuredItem, { quantity, unit }: Measurement): Promise<Amount> {
  if (unit === null || unit === item.baseUnit) return inBaseUnit(item, quantity)
  return amountOf(item, { quantity, unit }, await readConversions(db, [item.itemId]))
}

/** `measure` with conversions at hand. Pure. @throws UNIT_MISMATCH, QUANTITY_TOO_FINE */
export function amountOf(item: MeasuredItem, { quantity, unit }: Measurement, conversions: readonly ConversionFactor[]): Amount {
  const { itemId, sku, baseUnit } = item
  const from = unit ?? baseUnit
  const own = conversions.filter((conversion) => conversion.itemId === null || conversion.itemId === itemId)
  const converted = convert({ quantity, from, to: baseUnit, conversions: own })
  if (converted === null) throw errors.UNIT_MISMATCH({ sku, unit: from, baseUnit })
  if (converted.isZero() && !quantity.isZero()) throw errors.QUANTITY_TOO_FINE({ sku, quantity: quantityText(quantity), unit: from, baseUnit })
  return { quantity: converted, unit: from, unitQuantity: quantity }
}

/** An amount that the caller put in the base unit. */
export function inBaseUnit(item: Pick<MeasuredItem, 'baseUnit'>, quantity: Quantity): Amount {
  return { quantity, unit: item.baseUnit, unitQuantity: quantity }
}

/** As much the other way. */
export function negative({ quantity, unit, unitQuantity }: Amount): Amount {
  return { quantity: quantity.neg(), unit, unitQuantity: unitQuantity.neg() }
}

/** The conversions of these items and those of every item. */
export async function readConversions(db: InventoryTransaction['db'], itemIds: readonly string[]): Promise<readonly ConversionFactor[]> {
  return db.unitConversion.findMany({ where: { OR: [{ itemId: null }, { itemId: { in: [...itemIds] } }] } })
}
