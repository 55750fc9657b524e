import { randomUUID } from 'node:crypto'
import { readCsv } from '../csv/read-csv.ts'
import type { CsvLine } from '../csv/read-csv.ts'
import { refuseBadLines } from '../csv/refuse-bad-lines.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'
import { lockRows } from './lock-rows.ts'
import { readConversions } from './measure.ts'
import { movementLineSchema } from './movement-line.ts'
import type { MovementLine } from './movement-line.ts'
import { planMovementImport } from './plan-movement-import.ts'
import type { MovementImportFacts } from './plan-movement-import.ts'
import { readLotSums, readReserved } from './read-import-stock.ts'
import { recordMovements } from './record-movements.ts'

/**
 * Writes movements from comma separated values, all of them or none. Stock must suffice at every line.
 * @throws CSV_MALFORMED, IMPORT_REFUSED with every line that does not fit
 */
export async function importMovements(scope: InventoryScope, text: string): Promise<{ readonly imported: number }> {
  const { lines, issues } = readCsv(text, movementLineSchema)
  return scope.transaction(async (tx) => {
    const plan = planMovementImport(lines, await readFacts(scope, tx.db, lines))
    refuseBadLines([...issues, ...plan.issues])
    await recordMovements(scope, tx, plan.changes)
    return { imported: plan.changes.length }
  })
}

/** Locks the levels of the file before it reads what depends on them. */
async function readFacts(scope: InventoryScope, db: InventoryTransaction['db'], lines: readonly CsvLine<MovementLine>[]): Promise<MovementImportFacts> {
  const items = await readItems(db, lines)
  const locations = new Map((await db.location.findMany({ select: { code: true, id: true } })).map(({ code, id }) => [code, id]))
  const itemIds = [...items.values()].map((item) => item.id)
  const levels = await lockRows(scope, db, keysOf(lines, items, locations))
  const ofLot = await readLotSums(scope, db, itemIds)
  return {
    items,
    locations,
    lots: await readLots(db, itemIds),
    onHand: (itemId, locationId, lotId) => (lotId === null ? levels(itemId, locationId) : ofLot(itemId, locationId, lotId)),
    reserved: await readReserved(scope, db, itemIds),
    conversions: await readConversions(db, itemIds),
    allowNegativeStock: scope.settings.allowNegativeStock,
    now: scope.now(),
    createGroup: randomUUID,
  }
}

async function readItems(db: InventoryTransaction['db'], lines: readonly CsvLine<MovementLine>[]): Promise<MovementImportFacts['items']> {
  const rows = await db.item.findMany({ where: { sku: { in: [...new Set(lines.map(({ row }) => row.sku))] } }, select: { sku: true, id: true, unit: true } })
  return new Map(rows.map(({ sku, id, unit }) => [sku, { id, unit }]))
}

function keysOf(lines: readonly CsvLine<MovementLine>[], items: MovementImportFacts['items'], locations: MovementImportFacts['locations']): { itemId: string; locationId: string }[] {
  return lines.flatMap(({ row }) => {
    const itemId = items.get(row.sku)?.id
    const locationId = locations.get(row.location)
    return itemId === undefined || locationId === undefined ? [] : [{ itemId, locationId }]
  })
}

async function readLots(db: InventoryTransaction['db'], itemIds: string[]): Promise<MovementImportFacts['lots']> {
  const rows = await db.lot.findMany({ where: { itemId: { in: itemIds } } })
  return new Map(rows.map(({ id, itemId, code, expiresOn }) => [`${itemId} ${code}`, { id, code, expiresOn }]))
}
