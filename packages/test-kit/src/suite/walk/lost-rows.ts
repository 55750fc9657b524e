import type { TenantRows } from '../../module/test-module.ts'

type Row = Readonly<Record<string, unknown>>

/** What two looks at the same tables differ by, in one sentence for each table; empty when nothing is lost. Pure. */
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
  const left = new Map<string, number>()
  for (const row of now) left.set(textOf(row, common), (left.get(textOf(row, common)) ?? 0) + 1)
  const lost = rows.filter((row) => {
    const text = textOf(row, common)
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    return count <= 0
  })
  const [first] = lost
  return first === undefined ? [] : [`${table}: ${lost.length} of ${rows.length} rows are gone or changed, such as ${nearest(first, now, common)}.`]
}

/** The row, and what of it is different in the row that is most like it. */
function nearest(row: Row, now: readonly Row[], common: readonly string[]): string {
  const differing = now.map((other) => common.filter((column) => JSON.stringify(row[column]) !== JSON.stringify(other[column]))).toSorted((a, b) => a.length - b.length)
  const [columns = common] = differing
  const near = now.find((other) => columns.every((column) => JSON.stringify(row[column]) !== JSON.stringify(other[column])) && common.filter((column) => !columns.includes(column)).every((column) => JSON.stringify(row[column]) === JSON.stringify(other[column])))
  const shown = columns.slice(0, 3).map((column) => `${column} ${JSON.stringify(row[column])}${near === undefined ? '' : ` (now ${JSON.stringify(near[column])})`}`)
  return shown.join(', ')
}

function textOf(row: Row, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => row[column] ?? null))
}
