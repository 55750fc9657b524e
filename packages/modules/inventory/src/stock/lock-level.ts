import { errors } from '../errors.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'

/** The part of a level that belongs to one lot. */
export interface LevelLot {
  readonly id: string
  readonly code: string
  readonly expiresOn: Date | null
  readonly onHand: number
}

/** Stock of one item at one location, held still until the transaction ends. */
export interface Level {
  readonly itemId: string
  readonly sku: string
  readonly locationId: string
  readonly location: string
  /** All of it, whether a lot was named or not. */
  readonly onHand: number
  /** Held by live reservations. */
  readonly reserved: number
  /** The lot the caller named, or null. */
  readonly lot: LevelLot | null
}

/** Where stock is asked for. */
export interface StockPlace {
  readonly sku: string
  readonly location: string
  readonly lot: string | null
}

/**
 * Locks an item and reads its stock at one location: whoever wants to change stock of this item waits
 * until this transaction has ended, then sees what it wrote.
 * @throws ITEM_UNKNOWN, LOCATION_UNKNOWN, LOT_UNKNOWN
 */
export async function lockLevel(scope: InventoryScope, db: InventoryTransaction['db'], place: StockPlace): Promise<Level> {
  const itemId = await lockItem(scope, db, place.sku)
  const location = await db.location.findFirst({ where: { code: place.location }, select: { id: true } })
  if (location === null) throw errors.LOCATION_UNKNOWN({ location: place.location })
  const lot = place.lot === null ? null : await db.lot.findFirst({ where: { itemId, code: place.lot } })
  if (lot === null && place.lot !== null) throw errors.LOT_UNKNOWN({ sku: place.sku, lot: place.lot })
  const sums = await readSums(scope, db, { itemId, locationId: location.id, lotId: lot?.id ?? null })
  return {
    itemId, sku: place.sku, locationId: location.id, location: place.location, onHand: sums.onHand, reserved: sums.reserved,
    lot: lot === null ? null : { id: lot.id, code: lot.code, expiresOn: lot.expiresOn, onHand: sums.ofLot },
  }
}

/** `no key update` lets other transactions keep referring to the item while nobody else moves its stock. */
async function lockItem(scope: InventoryScope, db: InventoryTransaction['db'], sku: string): Promise<string> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select id from ${Prisma.raw(scope.table('item'))} where sku = ${sku} for no key update`
  const found = rows[0]
  if (found === undefined) throw errors.ITEM_UNKNOWN({ sku })
  return found.id
}

/** A statement of its own: its snapshot is taken after the lock was won, so it sees the previous holder's rows. */
async function readSums(
  scope: InventoryScope,
  db: InventoryTransaction['db'],
  { itemId, locationId, lotId }: { readonly itemId: string; readonly locationId: string; readonly lotId: string | null },
): Promise<{ readonly onHand: number; readonly ofLot: number; readonly reserved: number }> {
  const [sums] = await db.$queryRaw<{ onHand: number; ofLot: number; reserved: number }[]>`
    select coalesce(sum(quantity), 0)::float8 as "onHand",
           coalesce(sum(quantity) filter (where lot_id = ${lotId}::uuid), 0)::float8 as "ofLot",
           (select coalesce(sum(r.quantity), 0)::float8 from ${Prisma.raw(scope.table('reservation'))} r
            where r.item_id = ${itemId}::uuid and r.location_id = ${locationId}::uuid
              and r.closed_at is null and r.expires_at > ${new Date(scope.now())}::timestamptz) as reserved
    from ${Prisma.raw(scope.table('movement'))} where item_id = ${itemId}::uuid and location_id = ${locationId}::uuid`
  return sums ?? { onHand: 0, ofLot: 0, reserved: 0 }
}
