import { writeCsv } from '../csv/write-csv.ts'
import type { InventoryScope } from '../scope.ts'
import { movementNames, movementOf } from './movement-row.ts'
import type { Movement } from './movement.ts'

const rowsPerRead = 5_000

/** Every movement as comma separated values in base units, oldest first; `importMovements` reads them back. */
export function exportMovements(scope: InventoryScope): Promise<string> {
  return writeCsv(['id', 'occurredAt', 'kind', 'sku', 'location', 'quantity', 'unit', 'group', 'lot', 'reference'], everyMovement(scope))
}

async function* everyMovement(scope: InventoryScope): AsyncGenerator<Movement> {
  let after = -1n
  for (;;) {
    const rows = await scope.db.movement.findMany({ where: { id: { gt: after } }, include: movementNames, orderBy: { id: 'asc' }, take: rowsPerRead })
    yield* rows.map(movementOf).map((movement) => ({ ...movement, unit: movement.baseUnit }))
    const last = rows.at(-1)
    if (last === undefined || rows.length < rowsPerRead) return
    after = last.id
  }
}
