import { errors } from '../errors.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { InventoryScope } from '../scope.ts'
import type { ReorderPoint } from './reorder-point.ts'

/** Sets or replaces a reorder point. @throws ITEM_UNKNOWN, LOCATION_UNKNOWN */
export async function setReorderPoint(scope: InventoryScope, point: ReorderPoint): Promise<ReorderPoint> {
  const item = await scope.db.item.findFirst({ where: { sku: point.sku }, select: { id: true } })
  if (item === null) throw errors.ITEM_UNKNOWN({ sku: point.sku })
  const location = await scope.db.location.findFirst({ where: { code: point.location }, select: { id: true } })
  if (location === null) throw errors.LOCATION_UNKNOWN({ location: point.location })
  await scope.db.$executeRaw`
    insert into ${Prisma.raw(scope.table('reorder_point'))} (item_id, location_id, quantity)
    values (${item.id}::uuid, ${location.id}::uuid, ${point.quantity})
    on conflict (tenant_id, item_id, location_id) do update set quantity = excluded.quantity`
  return point
}
