import { pageOf, readCursor } from '@tenon/module-sdk/http'
import type { Page } from '@tenon/module-sdk/http'
import type { InventoryScope } from '../scope.ts'
import type { Unit } from './unit.ts'

/** Units of measure in the order of their codes. */
export async function listUnits(scope: InventoryScope, options: { readonly limit: number; readonly cursor?: string | undefined }): Promise<Page<Unit>> {
  const after = readCursor(options.cursor, 1)?.[0]
  const rows = await scope.db.unit.findMany({
    where: after === undefined ? {} : { code: { gt: after } },
    select: { code: true, name: true },
    orderBy: { code: 'asc' },
    take: options.limit + 1,
  })
  return pageOf(rows, options.limit, (unit) => [unit.code])
}
