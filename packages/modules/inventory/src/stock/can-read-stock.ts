import type { InventoryScope } from '../scope.ts'
import { listStock } from './list-stock.ts'

/** Resolves when stock can be read, which touches every table that stock is made of. */
export async function canReadStock(scope: InventoryScope): Promise<void> {
  await listStock(scope, { limit: 1 })
}
