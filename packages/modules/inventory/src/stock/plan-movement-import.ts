import type { LineIssue } from '../csv/line-issue.ts'
import type { CsvLine } from '../csv/read-csv.ts'
import type { Level, LevelLot } from './lock-level.ts'
import type { MovementLine } from './movement-line.ts'
import { quantityLimit } from './movement.ts'
import type { LevelChange } from './record-movements.ts'
import { availableOf } from './require-available.ts'

/** What an import finds in the tenant's data. */
export interface MovementImportFacts {
  /** Item ids by SKU, location ids by code. */
  readonly items: ReadonlyMap<string, string>
  readonly locations: ReadonlyMap<string, string>
  /** Lots by `itemId code`. */
  readonly lots: ReadonlyMap<string, Omit<LevelLot, 'onHand'>>
  /** Stock at a location, of one lot when its id is given. */
  readonly onHand: (itemId: string, locationId: string, lotId: string | null) => number
  /** Held by live reservations. */
  readonly reserved: (itemId: string, locationId: string) => number
  readonly allowNegativeStock: boolean
  /** Milliseconds since the Unix epoch. */
  readonly now: number
  readonly createGroup: () => string
}

/** What an import would write, or everything that speaks against it. */
export interface MovementImportPlan {
  readonly changes: readonly LevelChange[]
  readonly issues: readonly LineIssue[]
}

/** Plays the lines of a file against the stock on hand, in their order. Pure. */
export function planMovementImport(lines: readonly CsvLine<MovementLine>[], facts: MovementImportFacts): MovementImportPlan {
  const levels = new Map<string, number>()
  const groups = new Map<string, string>()
  const issues: LineIssue[] = [...brokenTransfers(lines)]
  const changes: LevelChange[] = []
  for (const { line, row } of lines) {
    const found = lineIssues(row, facts)
    const level = levelOf(row, facts, levels)
    if (level !== null && takesTooMuch(level, row, facts)) found.push({ column: 'quantity', message: `takes more than the ${availableOf(level)} available` })
    if (level !== null && Math.abs(level.onHand + row.quantity) > quantityLimit) found.push({ column: 'quantity', message: `takes stock beyond ${quantityLimit}` })
    issues.push(...found.map((issue) => ({ line, ...issue })))
    if (level === null || found.length > 0) continue
    remember(levels, level, row.quantity)
    changes.push(changeOf(row, level, row.group === undefined ? null : groupOf(row.group, groups, facts)))
  }
  return { changes, issues }
}

function lineIssues(row: MovementLine, facts: MovementImportFacts): Omit<LineIssue, 'line'>[] {
  const found: Omit<LineIssue, 'line'>[] = []
  const itemId = facts.items.get(row.sku)
  if (itemId === undefined) found.push({ column: 'sku', message: 'is not an item' })
  if (!facts.locations.has(row.location)) found.push({ column: 'location', message: 'is not a location' })
  if (itemId !== undefined && row.lot !== undefined && !facts.lots.has(`${itemId} ${row.lot}`)) found.push({ column: 'lot', message: 'is not a lot of this item' })
  if (row.kind === 'receive' && row.quantity < 0) found.push({ column: 'quantity', message: 'must not be negative in a receipt' })
  if (row.kind === 'ship' && row.quantity > 0) found.push({ column: 'quantity', message: 'must not be positive in a shipment' })
  if (row.occurredAt !== undefined && Date.parse(row.occurredAt) > facts.now) found.push({ column: 'occurredAt', message: 'is in the future' })
  return found
}

function levelOf(row: MovementLine, facts: MovementImportFacts, levels: ReadonlyMap<string, number>): Level | null {
  const itemId = facts.items.get(row.sku)
  const locationId = facts.locations.get(row.location)
  if (itemId === undefined || locationId === undefined) return null
  const lot = row.lot === undefined ? null : facts.lots.get(`${itemId} ${row.lot}`)
  if (lot === undefined) return null
  const onHandOf = (lotId: string | null) => levels.get(`${itemId} ${locationId} ${lotId}`) ?? facts.onHand(itemId, locationId, lotId)
  return { itemId, sku: row.sku, locationId, location: row.location, onHand: onHandOf(null), reserved: facts.reserved(itemId, locationId), lot: lot === null ? null : { ...lot, onHand: onHandOf(lot.id) } }
}

function takesTooMuch(level: Level, row: MovementLine, facts: MovementImportFacts): boolean {
  return row.quantity < 0 && !facts.allowNegativeStock && availableOf(level) + row.quantity < 0
}

function remember(levels: Map<string, number>, level: Level, quantity: number): void {
  levels.set(`${level.itemId} ${level.locationId} null`, level.onHand + quantity)
  if (level.lot !== null) levels.set(`${level.itemId} ${level.locationId} ${level.lot.id}`, level.lot.onHand + quantity)
}

function changeOf(row: MovementLine, level: Level, group: string | null): LevelChange {
  const change = { level, kind: row.kind, quantity: row.quantity, reference: row.reference ?? null, group }
  return row.occurredAt === undefined ? change : { ...change, occurredAt: new Date(row.occurredAt) }
}

function groupOf(group: string, groups: Map<string, string>, facts: MovementImportFacts): string {
  const known = groups.get(group) ?? facts.createGroup()
  groups.set(group, known)
  return known
}

/** A transfer has two sides: two lines of one item that share a group. */
function brokenTransfers(lines: readonly CsvLine<MovementLine>[]): readonly LineIssue[] {
  const sides = Map.groupBy(lines.filter(({ row }) => row.kind === 'transfer'), ({ row }) => `${row.sku} ${row.group ?? ''}`)
  return [...sides.values()].filter((group) => group.length !== 2 || group[0]?.row.group === undefined).flatMap((group) =>
    group.map(({ line }) => ({ line, column: 'group', message: 'must be shared by the two lines of a transfer' })),
  )
}
