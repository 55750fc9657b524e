import { errors } from '../errors.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { quantityText } from '../quantity/quantity.ts'
import type { InventoryScope } from '../scope.ts'
import type { NewReorderPoint, ReorderPoint } from './reorder-point.ts'

/** Sets or replaces a reorder point. @throws ITEM_UNKNOWN, LOCATION_UNKNOWN */
export async function setReorderPoint(scope: InventoryScope, point: NewReorderPoint): Promise<ReorderPoint> {
  const item = await scope.db.item.findFirst({ where: { sku: point.sku }, select: { id: true } })
  if (item === null) throw errors.ITEM_UNKNOWN({ sku: point.sku })
  const location = await scope.db.location.findFirst({ where: { code: point.location }, select: { id: true } })
  if (location === null) throw errors.LOCATION_UNKNOWN({ location: point.location })
  await scope.db.$executeRaw`
    insert into ${Prisma.raw(scope.table('reorder_point'))} (item_id, location_id, quantity_exact)
    values (${item.id}::uuid, ${location.id}::uuid, ${quantityText(point.quantity)}::numeric)
    on conflict (tenant_id, item_id, location_id) do update set quantity_exact = excluded.quantity_exact`
  return { ...point, quantity: quantityText(point.quantity) }
}
