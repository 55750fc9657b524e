import { Prisma } from '../generated/prisma/client.ts'
import { nothing, quantityOf } from '../quantity/quantity.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'
import type { ImportedStock } from './import-levels.ts'

/** Stock of the lots of these items, by location. */
export async function readLotSums(scope: InventoryScope, db: InventoryTransaction['db'], itemIds: readonly string[]): Promise<ImportedStock['onHand']> {
  const rows = await db.$queryRaw<{ itemId: string; locationId: string; lotId: string; onHand: string }[]>`
    select item_id as "itemId", location_id as "locationId", lot_id as "lotId", sum(quantity_exact)::text as "onHand"
    from ${Prisma.raw(scope.table('movement'))}
    where lot_id is not null and item_id in (select jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid)
    group by 1, 2, 3`
  const sums = new Map(rows.map((row) => [`${row.itemId} ${row.locationId} ${row.lotId}`, quantityOf(row.onHand)]))
  return (itemId, locationId, lotId) => sums.get(`${itemId} ${locationId} ${lotId}`) ?? nothing
}

/** What live reservations hold of these items, by location. */
export async function readReserved(scope: InventoryScope, db: InventoryTransaction['db'], itemIds: string[]): Promise<ImportedStock['reserved']> {
  const rows = await db.reservation.groupBy({
    by: ['itemId', 'locationId'],
    where: { itemId: { in: itemIds }, closedAt: null, expiresAt: { gt: new Date(scope.now()) } },
    _sum: { quantity: true },
  })
  const reserved = new Map(rows.map((row) => [`${row.itemId} ${row.locationId}`, row._sum.quantity ?? nothing]))
  return (itemId, locationId) => reserved.get(`${itemId} ${locationId}`) ?? nothing
}
