import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import type { Level } from './lock-level.ts'

/** What may be taken: what no live reservation holds, and no more than there is of the lot that is named. */
export function availableOf(level: Pick<Level, 'onHand' | 'reserved' | 'lot'>): number {
  const free = level.onHand - level.reserved
  return level.lot === null ? free : Math.min(free, level.lot.onHand)
}

/** Refuses to take more than is available, unless the tenant lets stock fall below zero. @throws INSUFFICIENT_STOCK */
export function requireAvailable(scope: Pick<InventoryScope, 'settings'>, level: Level, requested: number): void {
  const available = availableOf(level)
  if (scope.settings.allowNegativeStock || requested <= available) return
  throw errors.INSUFFICIENT_STOCK({ sku: level.sku, location: level.location, lot: level.lot?.code ?? null, requested, available })
}
