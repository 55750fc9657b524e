import { quantityText } from '../quantity/quantity.ts'
import type { Quantity } from '../quantity/quantity.ts'
import type { InventoryTransaction } from '../scope.ts'
import type { LevelChange } from '../stock/record-movements.ts'
import type { LowStock } from './reorder-point.ts'

interface Course {
  readonly itemId: string
  readonly locationId: string
  readonly sku: string
  readonly location: string
  readonly unit: string
  readonly before: Quantity
  readonly after: Quantity
}

/** The levels that these changes took from above their reorder point to it or below. */
export async function findLowStock(db: InventoryTransaction['db'], changes: readonly LevelChange[]): Promise<readonly LowStock[]> {
  const fallen = coursesOf(changes).filter((course) => course.after.lt(course.before))
  if (fallen.length === 0) return []
  const points = await db.reorderPoint.findMany({ where: { itemId: { in: [...new Set(fallen.map((course) => course.itemId))] } } })
  const quantities = new Map(points.map((point) => [`${point.itemId} ${point.locationId}`, point.quantity]))
  return fallen.flatMap(({ itemId, locationId, sku, location, unit, before, after }) => {
    const reorderPoint = quantities.get(`${itemId} ${locationId}`)
    return reorderPoint === undefined || before.lte(reorderPoint) || after.gt(reorderPoint) ? [] : [{ sku, location, onHand: quantityText(after), reorderPoint: quantityText(reorderPoint), unit }]
  })
}

/** Where each level stood before the first change and after the last. */
function coursesOf(changes: readonly LevelChange[]): readonly Course[] {
  const courses = new Map<string, Course>()
  for (const { level, amount } of changes) {
    const { itemId, locationId, sku, location, baseUnit, onHand } = level
    const key = `${itemId} ${locationId}`
    courses.set(key, { itemId, locationId, sku, location, unit: baseUnit, before: courses.get(key)?.before ?? onHand, after: onHand.add(amount.quantity) })
  }
  return [...courses.values()]
}
