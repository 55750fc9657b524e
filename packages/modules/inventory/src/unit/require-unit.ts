import { errors } from '../errors.ts'
import type { InventoryTransaction } from '../scope.ts'

/** Refuses a unit that nobody created. @throws UNIT_UNKNOWN */
export async function requireUnit(db: InventoryTransaction['db'], unit: string): Promise<void> {
  if ((await db.unit.findFirst({ where: { code: unit } })) === null) throw errors.UNIT_UNKNOWN({ unit })
}
