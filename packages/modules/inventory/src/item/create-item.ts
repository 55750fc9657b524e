import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import { requireUnit } from '../unit/require-unit.ts'
import { itemOf } from './item.ts'
import type { Item, NewItem } from './item.ts'

/** Adds an item. @throws UNIT_UNKNOWN, SKU_TAKEN, BARCODE_TAKEN */
export async function createItem(scope: InventoryScope, item: NewItem): Promise<Item> {
  const unit = item.unit ?? scope.settings.defaultUnit
  await requireUnit(scope.db, unit)
  const data = { ...item, unit, createdAt: new Date(scope.now()) }
  const [created] = await scope.db.item.createManyAndReturn({ data: [data], skipDuplicates: true })
  if (created !== undefined) return itemOf(created)
  const sameSku = await scope.db.item.findFirst({ where: { sku: item.sku } })
  throw sameSku === null ? errors.BARCODE_TAKEN({ barcode: item.barcode ?? '' }) : errors.SKU_TAKEN({ sku: item.sku })
}
