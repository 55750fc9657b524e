import type { Quantity } from '../quantity/quantity.ts'
import type { Level, LevelLot } from './lock-level.ts'
import type { MovementLine } from './movement-line.ts'
import { availableOf } from './require-available.ts'

/** Names and stock that an import finds. */
export interface ImportedStock {
  /** Items by SKU. */
  readonly items: ReadonlyMap<string, { readonly id: string; readonly unit: string }>
  /** Location ids by code. */
  readonly locations: ReadonlyMap<string, string>
  /** Lots by `itemId code`. */
  readonly lots: ReadonlyMap<string, Omit<LevelLot, 'onHand'>>
  /** Stock at a location, of one lot when its id is given. */
  readonly onHand: (itemId: string, locationId: string, lotId: string | null) => Quantity
  /** Held by live reservations. */
  readonly reserved: (itemId: string, locationId: string) => Quantity
}

/** Stock after the lines played so far, by item, location and lot. */
export type RunningLevels = Map<string, Quantity>

/** The level a line changes, as the lines before it left it; null when the line names something unknown. */
export function levelOf(row: MovementLine, stock: ImportedStock, levels: RunningLevels): Level | null {
  const item = stock.items.get(row.sku)
  const locationId = stock.locations.get(row.location)
  if (item === undefined || locationId === undefined) return null
  const lot = row.lot === undefined ? null : stock.lots.get(`${item.id} ${row.lot}`)
  if (lot === undefined) return null
  const onHandOf = (lotId: string | null) => levels.get(keyOf(item.id, locationId, lotId)) ?? stock.onHand(item.id, locationId, lotId)
  return {
    itemId: item.id, sku: row.sku, baseUnit: item.unit, locationId, location: row.location,
    onHand: onHandOf(null), reserved: stock.reserved(item.id, locationId), lot: lot === null ? null : { ...lot, onHand: onHandOf(lot.id) },
  }
}

/** Notes what a line did to a level. */
export function remember(levels: RunningLevels, level: Level, quantity: Quantity): void {
  levels.set(keyOf(level.itemId, level.locationId, null), level.onHand.add(quantity))
  if (level.lot !== null) levels.set(keyOf(level.itemId, level.locationId, level.lot.id), level.lot.onHand.add(quantity))
}

/** What would be available after a signed change. */
export function availableAfter(level: Level, quantity: Quantity): Quantity {
  return availableOf(level).add(quantity)
}

function keyOf(itemId: string, locationId: string, lotId: string | null): string {
  return `${itemId} ${locationId} ${lotId}`
}
