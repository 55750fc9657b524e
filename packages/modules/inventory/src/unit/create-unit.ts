import { errors } from '../errors.ts'
import type { InventoryScope } from '../scope.ts'
import type { Unit } from './unit.ts'

/** Adds a unit of measure. @throws UNIT_TAKEN */
export async function createUnit(scope: InventoryScope, unit: Unit): Promise<Unit> {
  const { count } = await scope.db.unit.createMany({ data: [unit], skipDuplicates: true })
  if (count === 0) throw errors.UNIT_TAKEN({ unit: unit.code })
  return unit
}
