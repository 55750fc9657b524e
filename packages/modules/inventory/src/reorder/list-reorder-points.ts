import { pageOf, readCursor } from '@tenon/module-sdk/http'
import type { Page } from '@tenon/module-sdk/http'
import { quantityText } from '../quantity/quantity.ts'
import type { InventoryScope } from '../scope.ts'
import type { ReorderPoint } from './reorder-point.ts'

/** Reorder points by SKU and location. */
export async function listReorderPoints(scope: InventoryScope, options: { readonly limit: number; readonly cursor?: string | undefined }): Promise<Page<ReorderPoint>> {
  const [sku, location] = readCursor(options.cursor, 2) ?? []
  const rows = await scope.db.reorderPoint.findMany({
    where: sku === undefined || location === undefined ? {} : { OR: [{ item: { sku: { gt: sku } } }, { item: { sku }, location: { code: { gt: location } } }] },
    select: { quantity: true, item: { select: { sku: true } }, location: { select: { code: true } } },
    orderBy: [{ item: { sku: 'asc' } }, { location: { code: 'asc' } }],
    take: options.limit + 1,
  })
  const points = rows.map((row) => ({ sku: row.item.sku, location: row.location.code, quantity: quantityText(row.quantity) }))
  return pageOf(points, options.limit, (point) => [point.sku, point.location])
}
