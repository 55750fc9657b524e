import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import type { Level } from './lock-level.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Refuses to ship a lot after the last day (UTC) on which it may be shipped. @throws LOT_EXPIRED */
export function requireUnexpired(scope: Pick<InventoryScope, 'now'>, { sku, lot }: Level): void {
  if (lot === null || lot.expiresOn === null || scope.now() < lot.expiresOn.getTime() + dayMs) return
  throw errors.LOT_EXPIRED({ sku, lot: lot.code, expiresOn: lot.expiresOn.toISOString().slice(0, 10) })
}
