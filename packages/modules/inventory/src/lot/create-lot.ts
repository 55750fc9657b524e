import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import type { Lot, NewLot } from './lot.ts'

/** Adds a lot of an item. @throws ITEM_UNKNOWN, LOT_TAKEN */
export async function createLot(scope: InventoryScope, { sku, code, expiresOn }: NewLot): Promise<Lot> {
  const item = await scope.db.item.findFirst({ where: { sku }, select: { id: true } })
  if (item === null) throw errors.ITEM_UNKNOWN({ sku })
  const data = { itemId: item.id, code, expiresOn: expiresOn === null ? null : new Date(expiresOn), createdAt: new Date(scope.now()) }
  const { count } = await scope.db.lot.createMany({ data: [data], skipDuplicates: true })
  if (count === 0) throw errors.LOT_TAKEN({ sku, lot: code })
  return { sku, code, expiresOn }
}
