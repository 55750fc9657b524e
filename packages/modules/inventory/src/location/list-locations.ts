import { pageOf, readCursor } from '@tenon/module-sdk/http'
import type { Page } from '@tenon/module-sdk/http'
import type { InventoryScope } from '../scope.ts'
import { locationOf } from './location.ts'
import type { Location } from './location.ts'

/** Locations in the order of their codes. */
export async function listLocations(scope: InventoryScope, options: { readonly limit: number; readonly cursor?: string | undefined }): Promise<Page<Location>> {
  const after = readCursor(options.cursor, 1)?.[0]
  const rows = await scope.db.location.findMany({
    where: after === undefined ? {} : { code: { gt: after } },
    orderBy: { code: 'asc' },
    take: options.limit + 1,
  })
  return pageOf(rows.map(locationOf), options.limit, (location) => [location.code])
}
