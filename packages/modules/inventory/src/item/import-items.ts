import { readCsv } from '../csv/read-csv.ts'
import { refuseBadLines } from '../csv/refuse-bad-lines.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'
import { newItemSchema } from './item.ts'
import type { NewItem } from './item.ts'
import { planItemImport } from './plan-item-import.ts'

/** How many items an import wrote. */
export interface ItemImportResult {
  readonly created: number
  readonly changed: number
}

/**
 * Creates and changes items from comma separated values, all of them or none.
 * @throws CSV_MALFORMED, IMPORT_REFUSED with every line that does not fit
 */
export async function importItems(scope: InventoryScope, text: string): Promise<ItemImportResult> {
  const reading = readCsv(text, newItemSchema)
  const item = Prisma.raw(scope.table('item'))
  return scope.transaction(async ({ db }) => {
    // No other writer of items may come between the look at what is stored and the writing.
    await db.$executeRaw`lock table ${item} in share row exclusive mode`
    const plan = planItemImport(reading.lines, {
      stored: await db.item.findMany({ select: { sku: true, name: true, barcode: true, unit: true } }),
      units: new Set((await db.unit.findMany()).map((unit) => unit.code)),
      defaultUnit: scope.settings.defaultUnit,
    })
    refuseBadLines([...reading.issues, ...plan.issues])
    await changeItems(db, item, plan.changed)
    const createdAt = new Date(scope.now())
    await db.item.createMany({ data: plan.created.map((created) => ({ ...created, createdAt })) })
    return { created: plan.created.length, changed: plan.changed.length }
  })
}

/** Two items may trade barcodes in one file, so the old ones come off before the new ones go on. */
async function changeItems(db: InventoryTransaction['db'], item: Prisma.Sql, changed: readonly NewItem[]): Promise<void> {
  if (changed.length === 0) return
  const rows = Prisma.sql`jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as line (sku text, name text, barcode text)`
  await db.$executeRaw`update ${item} i set barcode = null from ${rows} where i.sku = line.sku`
  await db.$executeRaw`update ${item} i set name = line.name, barcode = line.barcode from ${rows} where i.sku = line.sku`
}
