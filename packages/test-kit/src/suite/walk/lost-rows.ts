import type { TenantRows } from '../../module/test-module.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * What a second look at tables misses of the first, in one sentence for each table; empty when nothing is lost. A null that was filled
 * since is no loss: that is what a backfill does. Pure.
 */
export function lostRows(before: TenantRows, after: TenantRows): readonly string[] {
  return [...before].flatMap(([table, rows]) => {
    const now = after.get(table)
    if (now === undefined) return rows.length === 0 ? [] : [`${table}: the table is gone, and had ${rows.length} rows.`]
    const common = Object.keys(rows[0] ?? {}).filter((column) => now.length === 0 || column in (now[0] ?? {}))
    const gone = Object.keys(rows[0] ?? {}).filter((column) => !common.includes(column))
    return [...gone.filter((column) => rows.some((row) => row[column] !== null)).map((column) => `${table}: the column ${column} is gone.`), ...missing(table, { rows, now, common })]
  })
}

/** What is left of rows when only some columns of them are looked at. Pure. */
export function withColumnsOf(rows: TenantRows, pattern: TenantRows): TenantRows {
  return new Map([...rows].filter(([table]) => pattern.has(table)).map(([table, each]) => {
    const columns = Object.keys(pattern.get(table)?.[0] ?? {})
    return [table, columns.length === 0 ? each : each.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => columns.includes(column))))]
  }))
}

/** Every table but these. Pure. */
export function withoutTables(rows: TenantRows, names: readonly string[]): TenantRows {
  return new Map([...rows].filter(([table]) => !names.includes(table)))
}

function missing(table: string, { rows, now, common }: { readonly rows: readonly Row[]; readonly now: readonly Row[]; readonly common: readonly string[] }): readonly string[] {
  const left = Map.groupBy(now, (row) => textOf(row, common))
  const changed = rows.filter((row) => left.get(textOf(row, common))?.pop() === undefined)
  const others = [...left.values()].flat()
  const lost = changed.filter((row) => !others.some((other) => common.every((column) => row[column] === null || isSame(row, other, column))))
  const [first] = lost
  return first === undefined ? [] : [`${table}: ${lost.length} of ${rows.length} rows are gone or changed, such as ${nearest(first, others, common)}.`]
}

/** What of a row is different in the row that is most like it. */
function nearest(row: Row, others: readonly Row[], common: readonly string[]): string {
  const differing = others.map((other) => ({ other, columns: common.filter((column) => !isSame(row, other, column)) })).toSorted((a, b) => a.columns.length - b.columns.length)
  const [near] = differing
  const columns = near?.columns ?? common
  return columns.slice(0, 3).map((column) => `${column} ${JSON.stringify(row[column])}${near === undefined ? '' : ` (now ${JSON.stringify(near.other[column])})`}`).join(', ')
}

function isSame(a: Row, b: Row, column: string): boolean {
  return JSON.stringify(a[column]) === JSON.stringify(b[column])
}

function textOf(row: Row, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => row[column] ?? null))
}
