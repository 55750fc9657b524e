import type { TenantRows } from '../../module/test-module.ts'

/** Values that a tenant has, to be sent as what a parameter asks for. */
export interface ValuePool {
  /** What the author said goes together, by the name of the parameter or property. */
  readonly preferred: Readonly<Record<string, readonly unknown[]>>
  /**
   * What the tenant has that a parameter or property of this name may mean: a column of that name, first of a table that the path
   * speaks of; else a key of the table of that name. Empty when nothing fits.
   */
  valuesFor(name: string, path: string): readonly unknown[]
}

/** Rows of tenants as values to send. */
export function createValuePool(rows: TenantRows, preferred: ValuePool['preferred'] = {}): ValuePool {
  return {
    preferred,
    valuesFor(name, path) {
      const wanted = plain(name)
      const holding = [...rows].filter(([, each]) => Object.keys(each[0] ?? {}).some((column) => plain(column) === wanted))
      const spoken = holding.filter(([table]) => isSpokenOf(table, path))
      const columns = valuesOf(spoken.length > 0 ? spoken : holding, (column) => plain(column) === wanted)
      return columns.length > 0 ? columns : keysOf([...rows].filter(([table]) => isSpokenOf(table, `/${name}`)))
    },
  }
}

type NamedTable = readonly [string, readonly Readonly<Record<string, unknown>>[]]

function valuesOf(tables: readonly NamedTable[], fits: (column: string) => boolean): readonly unknown[] {
  const values = tables.flatMap(([, rows]) => rows.flatMap((row) => Object.entries(row).filter(([column]) => column !== 'tenant_id' && fits(column)).map(([, value]) => value)))
  return [...new Set(values.filter((value) => value !== null))]
}

/** What callers name rows by, the likeliest first. */
const keys = ['code', 'sku', 'key', 'slug', 'number', 'id', 'name']

function keysOf(tables: readonly NamedTable[]): readonly unknown[] {
  return tables.flatMap((table) => {
    const key = keys.find((column) => column in (table[1][0] ?? {}))
    return valuesOf([table], (column) => column === key)
  })
}

/** `/v1/stock-levels/{id}` speaks of stock_level, `locationId` of location. */
function isSpokenOf(table: string, path: string): boolean {
  const name = plain(table)
  return path.split('/').map(plain).some((part) => part !== '' && (part === name || part === `${name}s` || part === `${name}id` || part === `${name.replace(/y$/, '')}ies`))
}

function plain(name: string): string {
  return name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase()
}
