import { pageOf, readCursor, z } from '@tenon/module-sdk/http'
import type { Page } from '@tenon/module-sdk/http'
import { Prisma } from '../generated/prisma/client.ts'
import { quantityTextSchema } from '../quantity/quantity.ts'
import type { InventoryScope } from '../scope.ts'

/** Stock of one item at one location, in the item's base unit. */
export const stockSchema = z
  .object({ sku: z.string(), location: z.string(), onHand: quantityTextSchema, reserved: quantityTextSchema, available: quantityTextSchema, unit: z.string() })
  .openapi('Stock')

export type Stock = z.output<typeof stockSchema>

/** Which stock to list. */
export interface ListStockOptions {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly sku?: string | undefined
  readonly location?: string | undefined
}

/** Stock on hand, reserved and available by SKU and location, wherever there ever was a movement. */
export async function listStock(scope: InventoryScope, options: ListStockOptions): Promise<Page<Stock>> {
  const after = readCursor(options.cursor, 2)
  const conditions = [
    ...(after === undefined ? [] : [Prisma.sql`(i.sku, l.code) > (${after[0]}, ${after[1]})`]),
    ...(options.sku === undefined ? [] : [Prisma.sql`i.sku = ${options.sku}`]),
    ...(options.location === undefined ? [] : [Prisma.sql`l.code = ${options.location}`]),
  ]
  const rows = await scope.db.$queryRaw<Stock[]>`
    select i.sku, l.code as location, i.unit, trim_scale(level.quantity)::text as "onHand",
           trim_scale(held.quantity)::text as reserved, trim_scale(level.quantity - held.quantity)::text as available
    from ${Prisma.raw(scope.table('stock_level'))} level
    join ${Prisma.raw(scope.table('item'))} i on i.tenant_id = level.tenant_id and i.id = level.item_id
    join ${Prisma.raw(scope.table('location'))} l on l.tenant_id = level.tenant_id and l.id = level.location_id
    cross join lateral (
      select coalesce(sum(r.quantity_exact), 0) as quantity from ${Prisma.raw(scope.table('reservation'))} r
      where r.item_id = level.item_id and r.location_id = level.location_id
        and r.closed_at is null and r.expires_at > ${new Date(scope.now())}::timestamptz
    ) held
    where ${Prisma.join([Prisma.sql`true`, ...conditions], ' and ')}
    order by i.sku, l.code
    limit ${options.limit + 1}`
  return pageOf(rows, options.limit, (stock) => [stock.sku, stock.location])
}
