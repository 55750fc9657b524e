import { pageOf, readCursor } from '@tenon/module-sdk/http'
import type { Page } from '@tenon/module-sdk/http'
import type { InventoryScope } from '../scope.ts'
import { movementNames, movementOf } from './movement-row.ts'
import type { Movement } from './movement.ts'

/** Which movements to list. */
export interface ListMovementsOptions {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly sku?: string | undefined
  readonly location?: string | undefined
}

/** Movements, newest first. */
export async function listMovements(scope: InventoryScope, options: ListMovementsOptions): Promise<Page<Movement>> {
  const before = readCursor(options.cursor, 1, /^\d{1,18}$/)?.[0]
  const rows = await scope.db.movement.findMany({
    where: {
      ...(before === undefined ? {} : { id: { lt: BigInt(before) } }),
      ...(options.sku === undefined ? {} : { item: { sku: options.sku } }),
      ...(options.location === undefined ? {} : { location: { code: options.location } }),
    },
    include: movementNames,
    orderBy: { id: 'desc' },
    take: options.limit + 1,
  })
  return pageOf(rows.map(movementOf), options.limit, (movement) => [movement.id])
}
