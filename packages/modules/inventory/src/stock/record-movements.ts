import { errors } from '../errors.ts'
import type { Movement as MovementRow } from '../generated/prisma/client.ts'
import { quantityLimit } from '../quantity/quantity.ts'
import { findLowStock } from '../reorder/find-low-stock.ts'
import type { InventoryScope, InventoryTransaction } from '../scope.ts'
import { applyToLevels } from './apply-to-levels.ts'
import type { Level } from './lock-level.ts'
import type { Amount } from './measure.ts'
import { movementOf } from './movement-row.ts'
import type { NamedMovementRow } from './movement-row.ts'
import type { Movement, MovementKind } from './movement.ts'

/** Rows of one insert and of one event. */
const rowsPerInsert = 500

/** A signed change of a locked level. */
export interface LevelChange {
  readonly level: Level
  readonly kind: MovementKind
  readonly amount: Amount
  readonly reference: string | null
  /** Shared by the two sides of a transfer. */
  readonly group?: string | null
  /** Default: now. */
  readonly occurredAt?: Date
}

/** Writes movements in the given order, adds them to the levels and publishes them, and what ran low; all leave with the transaction. @throws STOCK_LIMIT */
export async function recordMovements(scope: InventoryScope, tx: InventoryTransaction, changes: readonly LevelChange[]): Promise<Movement[]> {
  for (const change of changes) requireWithinLimit(change)
  if (changes.length > 0) await applyToLevels(scope, tx.db, changes)
  const recorded: Movement[] = []
  for (let start = 0; start < changes.length; start += rowsPerInsert) {
    const movements = await insert(scope, tx, changes.slice(start, start + rowsPerInsert))
    await tx.events.publish('inventory.stock.moved', { movements })
    recorded.push(...movements)
  }
  for (const low of await findLowStock(tx.db, changes)) await tx.events.publish('inventory.stock.low', low)
  return recorded
}

/** `recordMovements` for one change. */
export async function recordMovement(scope: InventoryScope, tx: InventoryTransaction, change: LevelChange): Promise<Movement> {
  const [movement] = await recordMovements(scope, tx, [change])
  return movement as Movement
}

function requireWithinLimit({ level, amount }: LevelChange): void {
  if (level.onHand.add(amount.quantity).abs().lte(quantityLimit) && amount.unitQuantity.abs().lte(2 * quantityLimit)) return
  throw errors.STOCK_LIMIT({ sku: level.sku, location: level.location, limit: quantityLimit })
}

async function insert(scope: InventoryScope, tx: InventoryTransaction, changes: readonly LevelChange[]): Promise<Movement[]> {
  const now = new Date(scope.now())
  const rows = await tx.db.movement.createManyAndReturn({
    data: changes.map(({ level, kind, amount, reference, group, occurredAt }) => ({
      ...amount, kind, reference, itemId: level.itemId, locationId: level.locationId, lotId: level.lot?.id ?? null, groupId: group ?? null, occurredAt: occurredAt ?? now,
    })),
  })
  return rows.toSorted(byId).map((row, index) => movementOf({ ...row, ...namesOf(changes[index]) }))
}

/** Ids are drawn in the order of the inserted values. */
function byId(a: MovementRow, b: MovementRow): number {
  return a.id < b.id ? -1 : 1
}

function namesOf(change: LevelChange | undefined): Pick<NamedMovementRow, 'item' | 'location' | 'lot'> {
  return { item: { sku: change?.level.sku ?? '', unit: change?.level.baseUnit ?? '' }, location: { code: change?.level.location ?? '' }, lot: change?.level.lot ?? null }
}
