import { errors } from '../errors.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { nothing, quantityLimit, quantityText } from '../quantity/quantity.ts'
import type { Quantity } from '../quantity/quantity.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'
import type { LevelChange } from './record-movements.ts'

/**
 * Adds changes to the stock levels in one statement, on the condition that none is left outside its limit.
 * The rows are locked and checked before; the condition makes a mistake there fail instead of spoiling stock.
 * @throws STOCK_LIMIT
 */
export async function applyToLevels(scope: InventoryScope, db: InventoryTransaction['db'], changes: readonly LevelChange[]): Promise<void> {
  const deltas = deltasOf(changes)
  const rows = JSON.stringify([...deltas.values()].map(({ change, delta }) => ({ item_id: change.level.itemId, location_id: change.level.locationId, delta: quantityText(delta) })))
  const updated = await db.$executeRaw`
    update ${Prisma.raw(scope.table('stock_level'))} level set quantity = level.quantity + applied.delta
    from jsonb_to_recordset(${rows}::jsonb) as applied (item_id uuid, location_id uuid, delta numeric)
    where level.item_id = applied.item_id and level.location_id = applied.location_id
      and abs(level.quantity + applied.delta) <= ${quantityLimit}`
  const [first] = changes
  if (updated !== deltas.size && first !== undefined) throw errors.STOCK_LIMIT({ sku: first.level.sku, location: first.level.location, limit: quantityLimit })
}

function deltasOf(changes: readonly LevelChange[]): ReadonlyMap<string, { readonly change: LevelChange; readonly delta: Quantity }> {
  const deltas = new Map<string, { change: LevelChange; delta: Quantity }>()
  for (const change of changes) {
    const key = `${change.level.itemId} ${change.level.locationId}`
    deltas.set(key, { change, delta: (deltas.get(key)?.delta ?? nothing).add(change.amount.quantity) })
  }
  return deltas
}
