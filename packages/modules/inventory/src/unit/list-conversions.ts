import { pageOf, readCursor } from '@tenon/module-sdk/http'
import type { Page } from '@tenon/module-sdk/http'
import { quantityText } from '../quantity/quantity.ts'
import type { InventoryScope } from '../scope.ts'
import type { Conversion } from './unit.ts'

/** Which conversions to list. */
export interface ListConversionsOptions {
  readonly limit: number
  readonly cursor?: string | undefined
  /** Only those of one item. */
  readonly sku?: string | undefined
}

/** Conversions in a stable order. */
export async function listConversions(scope: InventoryScope, options: ListConversionsOptions): Promise<Page<Conversion>> {
  const after = readCursor(options.cursor, 1, /^[0-9a-f-]{36}$/)?.[0]
  const rows = await scope.db.unitConversion.findMany({
    where: { ...(after === undefined ? {} : { id: { gt: after } }), ...(options.sku === undefined ? {} : { item: { sku: options.sku } }) },
    include: { item: { select: { sku: true } } },
    orderBy: { id: 'asc' },
    take: options.limit + 1,
  })
  const page = pageOf(rows, options.limit, (row) => [row.id])
  return { ...page, items: page.items.map(({ item, fromUnit, toUnit, factor }) => ({ sku: item?.sku ?? null, from: fromUnit, to: toUnit, factor: quantityText(factor) })) }
}
