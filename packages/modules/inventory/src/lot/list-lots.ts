import { pageOf, readCursor } from '@tenon/module-sdk/http'
import type { Page } from '@tenon/module-sdk/http'
import { Prisma } from '../generated/prisma/client.ts'
import type { InventoryScope } from '../scope.ts'
import type { LotStock } from './lot.ts'

/** Which lots to list. */
export interface ListLotsOptions {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly sku?: string | undefined
  /** Only lots that may not be shipped after this day (ISO 8601 date). */
  readonly expiresBy?: string | undefined
}

/** Stock of lots by SKU, lot and location, wherever a movement named them. */
export async function listLots(scope: InventoryScope, options: ListLotsOptions): Promise<Page<LotStock>> {
  const after = readCursor(options.cursor, 3)
  const conditions = [
    ...(after === undefined ? [] : [Prisma.sql`(i.sku, lot.code, l.code) > (${after[0]}, ${after[1]}, ${after[2]})`]),
    ...(options.sku === undefined ? [] : [Prisma.sql`i.sku = ${options.sku}`]),
    ...(options.expiresBy === undefined ? [] : [Prisma.sql`lot.expires_on <= ${options.expiresBy}::date`]),
  ]
  const rows = await scope.db.$queryRaw<LotStock[]>`
    select i.sku, lot.code as lot, lot.expires_on::text as "expiresOn", l.code as location, trim_scale(sum(m.quantity_exact))::text as "onHand", i.unit
    from ${Prisma.raw(scope.table('movement'))} m
    join ${Prisma.raw(scope.table('lot'))} lot on lot.tenant_id = m.tenant_id and lot.id = m.lot_id
    join ${Prisma.raw(scope.table('item'))} i on i.tenant_id = m.tenant_id and i.id = m.item_id
    join ${Prisma.raw(scope.table('location'))} l on l.tenant_id = m.tenant_id and l.id = m.location_id
    where ${Prisma.join([Prisma.sql`true`, ...conditions], ' and ')}
    group by i.sku, i.unit, lot.code, lot.expires_on, l.code
    order by i.sku, lot.code, l.code
    limit ${options.limit + 1}`
  return pageOf(rows, options.limit, (stock) => [stock.sku, stock.lot, stock.location])
}
