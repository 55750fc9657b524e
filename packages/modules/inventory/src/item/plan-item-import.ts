import type { CsvLine } from '../csv/read-csv.ts'
import type { LineIssue } from '../csv/line-issue.ts'
import type { Item, NewItem } from './item.ts'

/** What is known of an item before an import. */
export type KnownItem = Pick<Item, 'sku' | 'name' | 'barcode' | 'unit'>

/** What an import finds in the tenant's data. */
export interface ItemImportFacts {
  readonly stored: readonly KnownItem[]
  readonly units: ReadonlySet<string>
  /** Base unit of a new item that names none. */
  readonly defaultUnit: string
}

/** What an import would write, or everything that speaks against it. */
export interface ItemImportPlan {
  readonly created: readonly KnownItem[]
  /** Items whose name or barcode differs from what is stored. */
  readonly changed: readonly NewItem[]
  readonly issues: readonly LineIssue[]
}

/** Compares the lines of a file with the stored items. Pure. */
export function planItemImport(lines: readonly CsvLine<NewItem>[], { stored, units, defaultUnit }: ItemImportFacts): ItemImportPlan {
  const bySku = new Map(stored.map((item) => [item.sku, item]))
  const issues = [...repeatedSkus(lines), ...changedUnits(lines, bySku), ...unknownUnits(lines, { bySku, units, defaultUnit }), ...sharedBarcodes(lines, stored)]
  const rows = lines.map((line) => line.row)
  return {
    created: rows.filter((row) => !bySku.has(row.sku)).map((row) => ({ ...row, unit: row.unit ?? defaultUnit })),
    changed: rows.filter((row) => differs(row, bySku.get(row.sku))),
    issues,
  }
}

function repeatedSkus(lines: readonly CsvLine<NewItem>[]): readonly LineIssue[] {
  const seen = new Set<string>()
  return lines.flatMap(({ line, row }) => {
    if (seen.has(row.sku)) return [{ line, column: 'sku', message: 'stands in the file twice' }]
    seen.add(row.sku)
    return []
  })
}

function changedUnits(lines: readonly CsvLine<NewItem>[], bySku: ReadonlyMap<string, KnownItem>): readonly LineIssue[] {
  return lines.flatMap(({ line, row }) => {
    const known = bySku.get(row.sku)
    return known === undefined || row.unit === undefined || known.unit === row.unit ? [] : [{ line, column: 'unit', message: `is ${known.unit} for this item and cannot change` }]
  })
}

function unknownUnits(
  lines: readonly CsvLine<NewItem>[],
  facts: { readonly bySku: ReadonlyMap<string, KnownItem> } & Pick<ItemImportFacts, 'units' | 'defaultUnit'>,
): readonly LineIssue[] {
  const fresh = lines.filter(({ row }) => !facts.bySku.has(row.sku) && !facts.units.has(row.unit ?? facts.defaultUnit))
  return fresh.map(({ line }) => ({ line, column: 'unit', message: 'is not a unit' }))
}

/** A barcode may move from one line's item to another's only when the file takes it off the first. */
function sharedBarcodes(lines: readonly CsvLine<NewItem>[], stored: readonly KnownItem[]): readonly LineIssue[] {
  const inFile = new Set(lines.map((line) => line.row.sku))
  const owners = new Map(stored.filter((item) => !inFile.has(item.sku)).map((item) => [item.barcode, item.sku]))
  return lines.flatMap(({ line, row }) => {
    if (row.barcode === null) return []
    const owner = owners.get(row.barcode)
    owners.set(row.barcode, row.sku)
    return owner === undefined || owner === row.sku ? [] : [{ line, column: 'barcode', message: 'belongs to another item' }]
  })
}

function differs(row: NewItem, known: KnownItem | undefined): boolean {
  return known !== undefined && (known.name !== row.name || known.barcode !== row.barcode)
}
