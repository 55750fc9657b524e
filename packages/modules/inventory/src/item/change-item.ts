import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import { findItem } from './find-item.ts'
import type { Item, ItemChanges } from './item.ts'

/** Changes an item's name or barcode. Its SKU and unit stay: movements are counted in them. @throws ITEM_UNKNOWN, BARCODE_TAKEN */
export async function changeItem(scope: InventoryScope, sku: string, changes: ItemChanges): Promise<Item> {
  const { barcode, name } = changes
  const data = { ...(name === undefined ? {} : { name }), ...(barcode === undefined ? {} : { barcode }) }
  await scope.db.item.updateMany({ where: { sku }, data }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? errors.BARCODE_TAKEN({ barcode: barcode ?? '' }, { cause: error }) : error
  })
  return findItem(scope, sku)
}

/** P2002 is how Prisma names a unique violation. */
function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002'
}
