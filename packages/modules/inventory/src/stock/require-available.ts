import { errors } from '../errors.ts'
import { quantityText } from '../quantity/quantity.ts'
import type { Quantity } from '../quantity/quantity.ts'
import type { InventoryScope } from '../scope.ts'
import type { Level } from './lock-level.ts'

/** What may be taken: what no live reservation holds, and no more than there is of the lot that is named. */
export function availableOf(level: Pick<Level, 'onHand' | 'reserved' | 'lot'>): Quantity {
  const free = level.onHand.sub(level.reserved)
  return level.lot !== null && level.lot.onHand.lt(free) ? level.lot.onHand : free
}

/** Refuses to take more than is available, unless the tenant lets stock fall below zero. @throws INSUFFICIENT_STOCK */
export function requireAvailable(scope: Pick<InventoryScope, 'settings'>, level: Level, requested: Quantity): void {
  const available = availableOf(level)
  if (scope.settings.allowNegativeStock || requested.lte(available)) return
  const { sku, location, baseUnit } = level
  throw errors.INSUFFICIENT_STOCK({ sku, location, lot: level.lot?.code ?? null, requested: quantityText(requested), available: quantityText(available), unit: baseUnit })
}
