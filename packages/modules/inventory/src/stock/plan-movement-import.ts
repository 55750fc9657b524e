import { isTenonError } from '@tenon/module-sdk'
import type { LineIssue } from '../csv/line-issue.ts'
import type { CsvLine } from '../csv/read-csv.ts'
import { quantityLimit, quantityText } from '../quantity/quantity.ts'
import type { Quantity } from '../quantity/quantity.ts'
import type { ConversionFactor } from '../unit/convert.ts'
import { availableAfter, levelOf, remember } from './import-levels.ts'
import type { ImportedStock, RunningLevels } from './import-levels.ts'
import type { Level } from './lock-level.ts'
import { amountOf } from './measure.ts'
import type { Amount } from './measure.ts'
import type { MovementLine } from './movement-line.ts'
import type { LevelChange } from './record-movements.ts'
import { availableOf } from './require-available.ts'

/** What an import finds in the tenant's data. */
export interface MovementImportFacts extends ImportedStock {
  readonly conversions: readonly ConversionFactor[]
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

type Finding = Omit<LineIssue, 'line'>

/** Plays the lines of a file against the stock on hand, in their order. Pure. */
export function planMovementImport(lines: readonly CsvLine<MovementLine>[], facts: MovementImportFacts): MovementImportPlan {
  const levels: RunningLevels = new Map()
  const groups = new Map<string, string>()
  const issues: LineIssue[] = [...brokenTransfers(lines)]
  const changes: LevelChange[] = []
  for (const { line, row } of lines) {
    const found = lineFindings(row, facts)
    const level = levelOf(row, facts, levels)
    const amount = level === null ? null : measured(level, row, { facts, found })
    if (level !== null && amount !== null) found.push(...levelFindings(level, amount.quantity, facts))
    issues.push(...found.map((finding) => ({ line, ...finding })))
    if (level === null || amount === null || found.length > 0) continue
    remember(levels, level, amount.quantity)
    changes.push(changeOf(row, { level, amount, group: row.group === undefined ? null : groupOf(row.group, groups, facts) }))
  }
  return { changes, issues }
}

function lineFindings(row: MovementLine, facts: MovementImportFacts): Finding[] {
  const item = facts.items.get(row.sku)
  const found: Finding[] = []
  if (item === undefined) found.push({ column: 'sku', message: 'is not an item' })
  if (!facts.locations.has(row.location)) found.push({ column: 'location', message: 'is not a location' })
  if (item !== undefined && row.lot !== undefined && !facts.lots.has(`${item.id} ${row.lot}`)) found.push({ column: 'lot', message: 'is not a lot of this item' })
  if (row.kind === 'receive' && row.quantity.lt(0)) found.push({ column: 'quantity', message: 'must not be negative in a receipt' })
  if (row.kind === 'ship' && row.quantity.gt(0)) found.push({ column: 'quantity', message: 'must not be positive in a shipment' })
  if (row.occurredAt !== undefined && Date.parse(row.occurredAt) > facts.now) found.push({ column: 'occurredAt', message: 'is in the future' })
  return found
}

function measured(level: Level, row: MovementLine, { facts, found }: { readonly facts: MovementImportFacts; readonly found: Finding[] }): Amount | null {
  try {
    return amountOf(level, { quantity: row.quantity, unit: row.unit ?? null }, facts.conversions)
  } catch (error) {
    if (!isTenonError(error)) throw error
    found.push({ column: error.code === 'UNIT_MISMATCH' ? 'unit' : 'quantity', message: error.problem.title })
    return null
  }
}

function levelFindings(level: Level, quantity: Quantity, facts: MovementImportFacts): readonly Finding[] {
  const tooMuch = quantity.lt(0) && !facts.allowNegativeStock && availableAfter(level, quantity).lt(0)
  if (tooMuch) return [{ column: 'quantity', message: `takes more than the ${quantityText(availableOf(level))} available` }]
  return level.onHand.add(quantity).abs().gt(quantityLimit) ? [{ column: 'quantity', message: `takes stock beyond ${quantityLimit}` }] : []
}

function changeOf(row: MovementLine, parts: { readonly level: Level; readonly amount: Amount; readonly group: string | null }): LevelChange {
  const change = { ...parts, kind: row.kind, reference: row.reference ?? null }
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
