import { Prisma } from '../generated/prisma/client.ts'
import { nothing, quantityOf } from '../quantity/quantity.ts'
import type { Quantity } from '../quantity/quantity.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'

/** Which level. */
export interface LevelKey {
  readonly itemId: string
  readonly locationId: string
}

/**
 * Locks rows of `stock_level`, making those that are missing, and returns what stands in them.
 * One statement that inserts or touches each row in the order of the keys: it waits for other holders, returns
 * what they committed, and two callers with the same rows never wait for each other in a circle.
 */
export async function lockRows(scope: InventoryScope, db: InventoryTransaction['db'], keys: readonly LevelKey[]): Promise<(itemId: string, locationId: string) => Quantity> {
  const wanted = JSON.stringify(keys.map(({ itemId, locationId }) => ({ item_id: itemId, location_id: locationId })))
  const rows = await db.$queryRaw<{ itemId: string; locationId: string; quantity: string }[]>`
    insert into ${Prisma.raw(scope.table('stock_level'))} as level (item_id, location_id, quantity)
    select distinct item_id, location_id, 0 from jsonb_to_recordset(${wanted}::jsonb) as wanted (item_id uuid, location_id uuid)
    order by item_id, location_id
    on conflict (tenant_id, item_id, location_id) do update set quantity = level.quantity
    returning item_id as "itemId", location_id as "locationId", quantity::text`
  const quantities = new Map(rows.map((row) => [`${row.itemId} ${row.locationId}`, quantityOf(row.quantity)]))
  return (itemId, locationId) => quantities.get(`${itemId} ${locationId}`) ?? nothing
}
