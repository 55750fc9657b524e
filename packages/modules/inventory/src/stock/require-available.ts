import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import type { Level } from './lock-level.ts'

/** Refuses to take more than there is, unless the tenant lets stock fall below zero. @throws INSUFFICIENT_STOCK */
export function requireAvailable(scope: Pick<InventoryScope, 'settings'>, level: Level, requested: number): void {
  if (scope.settings.allowNegativeStock || requested <= level.onHand) return
  throw errors.INSUFFICIENT_STOCK({ sku: level.sku, location: level.location, requested, available: level.onHand })
}
