import { errors } from '../errors.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'

/** Stock of one item at one location, held still until the transaction ends. */
export interface Level {
  readonly itemId: string
  readonly sku: string
  readonly locationId: string
  readonly location: string
  readonly onHand: number
}

/**
 * Locks an item and reads its stock at one location: whoever wants to change stock of this item waits
 * until this transaction has ended, then sees what it wrote.
 * @throws ITEM_UNKNOWN, LOCATION_UNKNOWN
 */
export async function lockLevel(scope: InventoryScope, db: InventoryTransaction['db'], place: { readonly sku: string; readonly location: string }): Promise<Level> {
  const itemId = await lockItem(scope, db, place.sku)
  // A statement of its own: its snapshot is taken after the lock was won, so it sees the previous holder's rows.
  const rows = await db.$queryRaw<{ id: string; onHand: number }[]>`
    select l.id, coalesce((select sum(m.quantity) from ${Prisma.raw(scope.table('movement'))} m
                           where m.item_id = ${itemId}::uuid and m.location_id = l.id), 0)::float8 as "onHand"
    from ${Prisma.raw(scope.table('location'))} l where l.code = ${place.location}`
  const found = rows[0]
  if (found === undefined) throw errors.LOCATION_UNKNOWN({ location: place.location })
  return { itemId, sku: place.sku, locationId: found.id, location: place.location, onHand: found.onHand }
}

/** `no key update` lets other transactions keep referring to the item while nobody else moves its stock. */
async function lockItem(scope: InventoryScope, db: InventoryTransaction['db'], sku: string): Promise<string> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select id from ${Prisma.raw(scope.table('item'))} where sku = ${sku} for no key update`
  const found = rows[0]
  if (found === undefined) throw errors.ITEM_UNKNOWN({ sku })
  return found.id
}
