import { pageOf, readCursor, z } from '@tenon/module-sdk/http'
import type { Page } from '@tenon/module-sdk/http'
import { Prisma } from '../generated/prisma/client.ts'
import type { InventoryScope } from '../scope.ts'

/** Stock of one item at one location. */
export const stockSchema = z.object({ sku: z.string(), location: z.string(), onHand: z.int(), reserved: z.int(), available: z.int(), unit: z.string() }).openapi('Stock')

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
  const rows = await scope.db.$queryRaw<Omit<Stock, 'available'>[]>`
    select i.sku, l.code as location, sum(m.quantity)::float8 as "onHand", i.unit,
      (select coalesce(sum(r.quantity), 0)::float8 from ${Prisma.raw(scope.table('reservation'))} r
       where r.item_id = m.item_id and r.location_id = m.location_id
         and r.closed_at is null and r.expires_at > ${new Date(scope.now())}::timestamptz) as reserved
    from ${Prisma.raw(scope.table('movement'))} m
    join ${Prisma.raw(scope.table('item'))} i on i.tenant_id = m.tenant_id and i.id = m.item_id
    join ${Prisma.raw(scope.table('location'))} l on l.tenant_id = m.tenant_id and l.id = m.location_id
    where ${Prisma.join([Prisma.sql`true`, ...conditions], ' and ')}
    group by i.sku, l.code, i.unit, m.item_id, m.location_id
    order by i.sku, l.code
    limit ${options.limit + 1}`
  return pageOf(rows.map((row) => ({ ...row, available: row.onHand - row.reserved })), options.limit, (stock) => [stock.sku, stock.location])
}
