import { randomUUID } from 'node:crypto'
import { readCsv } from '../csv/read-csv.ts'
import { refuseBadLines } from '../csv/refuse-bad-lines.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'
import { movementLineSchema } from './movement-line.ts'
import { planMovementImport } from './plan-movement-import.ts'
import type { MovementImportFacts } from './plan-movement-import.ts'
import { recordMovements } from './record-movements.ts'

/**
 * Writes movements from comma separated values, all of them or none. Stock must suffice at every line.
 * @throws CSV_MALFORMED, IMPORT_REFUSED with every line that does not fit
 */
export async function importMovements(scope: InventoryScope, text: string): Promise<{ readonly imported: number }> {
  const { lines, issues } = readCsv(text, movementLineSchema)
  return scope.transaction(async (tx) => {
    const items = await lockItems(scope, tx.db, [...new Set(lines.map(({ row }) => row.sku))])
    const locations = await tx.db.location.findMany({ select: { code: true, id: true } })
    const plan = planMovementImport(lines, {
      items,
      locations: new Map(locations.map(({ code, id }) => [code, id])),
      lots: await readLots(tx.db, [...items.values()]),
      onHand: await readLevels(scope, tx.db, [...items.values()]),
      reserved: await readReserved(scope, tx.db, [...items.values()]),
      allowNegativeStock: scope.settings.allowNegativeStock,
      now: scope.now(),
      createGroup: randomUUID,
    })
    refuseBadLines([...issues, ...plan.issues])
    await recordMovements(scope, tx, plan.changes)
    return { imported: plan.changes.length }
  })
}

/** In the order of their ids, so that two imports of the same items never wait for each other in a circle. */
async function lockItems(scope: InventoryScope, db: InventoryTransaction['db'], skus: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.$queryRaw<{ sku: string; id: string }[]>`
    select sku, id from ${Prisma.raw(scope.table('item'))}
    where sku in (select jsonb_array_elements_text(${JSON.stringify(skus)}::jsonb)) order by id for no key update`
  return new Map(rows.map(({ sku, id }) => [sku, id]))
}

async function readLots(db: InventoryTransaction['db'], itemIds: string[]): Promise<MovementImportFacts['lots']> {
  const rows = await db.lot.findMany({ where: { itemId: { in: itemIds } } })
  return new Map(rows.map(({ id, itemId, code, expiresOn }) => [`${itemId} ${code}`, { id, code, expiresOn }]))
}

async function readReserved(scope: InventoryScope, db: InventoryTransaction['db'], itemIds: string[]): Promise<MovementImportFacts['reserved']> {
  const rows = await db.reservation.groupBy({
    by: ['itemId', 'locationId'],
    where: { itemId: { in: itemIds }, closedAt: null, expiresAt: { gt: new Date(scope.now()) } },
    _sum: { quantity: true },
  })
  const reserved = new Map(rows.map((row) => [`${row.itemId} ${row.locationId}`, row._sum.quantity ?? 0]))
  return (itemId, locationId) => reserved.get(`${itemId} ${locationId}`) ?? 0
}

/** Stock of these items at every location, as a whole and by lot. */
async function readLevels(scope: InventoryScope, db: InventoryTransaction['db'], itemIds: readonly string[]): Promise<MovementImportFacts['onHand']> {
  const rows = await db.$queryRaw<{ itemId: string; locationId: string; lotId: string | null; whole: boolean; onHand: number }[]>`
    select item_id as "itemId", location_id as "locationId", lot_id as "lotId", grouping(lot_id) = 1 as whole, sum(quantity)::float8 as "onHand" from ${Prisma.raw(scope.table('movement'))}
    where item_id in (select jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid)
    group by grouping sets ((item_id, location_id), (item_id, location_id, lot_id))`
  const counted = rows.filter((row) => row.whole || row.lotId !== null)
  const levels = new Map(counted.map((row) => [`${row.itemId} ${row.locationId} ${row.lotId}`, row.onHand]))
  return (itemId, locationId, lotId) => levels.get(`${itemId} ${locationId} ${lotId}`) ?? 0
}
