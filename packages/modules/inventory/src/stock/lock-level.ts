import { errors } from '../errors.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { nothing, quantityOf } from '../quantity/quantity.ts'
import type { Quantity } from '../quantity/quantity.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'
import { lockRows } from './lock-rows.ts'

/** The part of a level that belongs to one lot. */
export interface LevelLot {
  readonly id: string
  readonly code: string
  readonly expiresOn: Date | null
  readonly onHand: Quantity
}

/** Stock of one item at one location in the item's base unit, held still until the transaction ends. */
export interface Level {
  readonly itemId: string
  readonly sku: string
  readonly baseUnit: string
  readonly locationId: string
  readonly location: string
  /** All of it, whether a lot was named or not. */
  readonly onHand: Quantity
  /** Held by live reservations. */
  readonly reserved: Quantity
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
 * Locks the level of an item at a location and reads it: whoever wants to change it waits until this
 * transaction has ended, then sees what it wrote.
 * @throws ITEM_UNKNOWN, LOCATION_UNKNOWN, LOT_UNKNOWN
 */
export async function lockLevel(scope: InventoryScope, db: InventoryTransaction['db'], place: StockPlace): Promise<Level> {
  const [level] = await lockLevels(scope, db, [place])
  return level as Level
}

/** `lockLevel` for several levels, in an order that keeps two transactions from waiting for each other. Returned in the order asked for. */
export async function lockLevels(scope: InventoryScope, db: InventoryTransaction['db'], places: readonly StockPlace[]): Promise<readonly Level[]> {
  const found = []
  for (const place of places) found.push(await findPlace(db, place))
  const onHand = await lockRows(scope, db, found)
  const levels = []
  for (const place of found) levels.push(await readLevel(scope, db, { ...place, onHand: onHand(place.itemId, place.locationId) }))
  return levels
}

type FoundPlace = Omit<Level, 'onHand' | 'reserved' | 'lot'> & { readonly lot: Omit<LevelLot, 'onHand'> | null }

async function findPlace(db: InventoryTransaction['db'], place: StockPlace): Promise<FoundPlace> {
  const item = await db.item.findFirst({ where: { sku: place.sku }, select: { id: true, unit: true } })
  if (item === null) throw errors.ITEM_UNKNOWN({ sku: place.sku })
  const location = await db.location.findFirst({ where: { code: place.location }, select: { id: true } })
  if (location === null) throw errors.LOCATION_UNKNOWN({ location: place.location })
  const lot = place.lot === null ? null : await db.lot.findFirst({ where: { itemId: item.id, code: place.lot }, select: { id: true, code: true, expiresOn: true } })
  if (lot === null && place.lot !== null) throw errors.LOT_UNKNOWN({ sku: place.sku, lot: place.lot })
  return { itemId: item.id, sku: place.sku, baseUnit: item.unit, locationId: location.id, location: place.location, lot }
}

/** Statements of their own: their snapshots are taken after the lock was won, so they see the previous holder's rows. */
async function readLevel(scope: InventoryScope, db: InventoryTransaction['db'], place: FoundPlace & { readonly onHand: Quantity }): Promise<Level> {
  const { itemId, locationId, lot } = place
  const where = { itemId, locationId }
  const held = await db.reservation.aggregate({ _sum: { quantity: true }, where: { ...where, closedAt: null, expiresAt: { gt: new Date(scope.now()) } } })
  const reserved = held._sum.quantity ?? nothing
  return { ...place, reserved, lot: lot === null ? null : { ...lot, onHand: await readLot(scope, db, { ...where, lotId: lot.id }) } }
}

async function readLot(scope: InventoryScope, db: InventoryTransaction['db'], where: { readonly itemId: string; readonly locationId: string; readonly lotId: string }): Promise<Quantity> {
  const [sum] = await db.$queryRaw<{ onHand: string }[]>`
    select coalesce(sum(quantity_exact), 0)::text as "onHand" from ${Prisma.raw(scope.table('movement'))}
    where lot_id = ${where.lotId}::uuid and location_id = ${where.locationId}::uuid`
  return quantityOf(sum?.onHand ?? '0')
}
