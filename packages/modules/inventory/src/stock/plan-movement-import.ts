import type { LineIssue } from '../csv/line-issue.ts'
import type { CsvLine } from '../csv/read-csv.ts'
import type { Level } from './lock-level.ts'
import type { MovementLine } from './movement-line.ts'
import { quantityLimit } from './movement.ts'
import type { LevelChange } from './record-movements.ts'

/** What an import finds in the tenant's data. */
export interface MovementImportFacts {
  /** Item ids by SKU, location ids by code. */
  readonly items: ReadonlyMap<string, string>
  readonly locations: ReadonlyMap<string, string>
  readonly onHand: (itemId: string, locationId: string) => number
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
    if (level !== null && takesTooMuch(level, row, facts)) found.push({ column: 'quantity', message: `takes more than the ${level.onHand} on hand` })
    if (level !== null && Math.abs(level.onHand + row.quantity) > quantityLimit) found.push({ column: 'quantity', message: `takes stock beyond ${quantityLimit}` })
    issues.push(...found.map((issue) => ({ line, ...issue })))
    if (level === null || found.length > 0) continue
    levels.set(`${level.itemId} ${level.locationId}`, level.onHand + row.quantity)
    changes.push(changeOf(row, level, row.group === undefined ? null : groupOf(row.group, groups, facts)))
  }
  return { changes, issues }
}

function lineIssues(row: MovementLine, facts: MovementImportFacts): Omit<LineIssue, 'line'>[] {
  const found: Omit<LineIssue, 'line'>[] = []
  if (!facts.items.has(row.sku)) found.push({ column: 'sku', message: 'is not an item' })
  if (!facts.locations.has(row.location)) found.push({ column: 'location', message: 'is not a location' })
  if (row.kind === 'receive' && row.quantity < 0) found.push({ column: 'quantity', message: 'must not be negative in a receipt' })
  if (row.kind === 'ship' && row.quantity > 0) found.push({ column: 'quantity', message: 'must not be positive in a shipment' })
  if (row.occurredAt !== undefined && Date.parse(row.occurredAt) > facts.now) found.push({ column: 'occurredAt', message: 'is in the future' })
  return found
}

function levelOf(row: MovementLine, facts: MovementImportFacts, levels: ReadonlyMap<string, number>): Level | null {
  const itemId = facts.items.get(row.sku)
  const locationId = facts.locations.get(row.location)
  if (itemId === undefined || locationId === undefined) return null
  const onHand = levels.get(`${itemId} ${locationId}`) ?? facts.onHand(itemId, locationId)
  return { itemId, sku: row.sku, locationId, location: row.location, onHand }
}

function takesTooMuch(level: Level, row: MovementLine, facts: MovementImportFacts): boolean {
  return row.quantity < 0 && !facts.allowNegativeStock && level.onHand + row.quantity < 0
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
