import { isDeepStrictEqual } from 'node:util'
import type { TenantFixture } from '../fixture.ts'
import type { ChangeKind, Row, State } from './change-kind.ts'

/** What was seen on the way. */
interface Journey {
  /** New shape, before the roll back. */
  readonly left: State
  /** Old shape, right after it. */
  readonly rolledBack: State
  /** Old shape, after the old version's writes. */
  readonly changed: State
  /** New shape, made of `changed` by the up alone. */
  readonly made: State
}

/**
 * What the new version must see after the second up, by a rule that knows nothing of a stash: a row whose
 * basis is as it was at the roll back is as the new version left it; any other is what the up makes of it.
 */
export function expectedAfter(kind: ChangeKind, { left, rolledBack, changed, made }: Journey) {
  const counts = { returned: 0, touched: 0 }
  const tables = kind.newTables.map(({ table }) => {
    const ours = left[table] ?? new Map<string, Row>()
    const theirs = made[table] ?? new Map<string, Row>()
    const rows = [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((key): readonly (readonly [string, Row])[] => {
      const stands = isDeepStrictEqual(basisOf(kind, table, ours.get(key) ?? theirs.get(key), rolledBack), basisOf(kind, table, ours.get(key) ?? theirs.get(key), changed))
      const row = stands ? ours.get(key) : theirs.get(key)
      if (!stands) counts.touched += 1
      if (stands && !isDeepStrictEqual(ours.get(key), theirs.get(key))) counts.returned += 1
      return row === undefined ? [] : [[key, row]]
    })
    return [table, new Map(rows)] as const
  })
  return { ...counts, state: Object.fromEntries(tables) satisfies State }
}

/** Values that only the new version knew and that are now neither in their row nor in the stash. */
export async function missingFrom(tenant: TenantFixture, kind: ChangeKind, { left, found }: { readonly left: State; readonly found: State }): Promise<readonly string[]> {
  const kept = await tenant.sql<{ table: string; key: string; data: Row }>('select table_name as "table", key::text, data from tenon_stash')
  return kind.newTables.flatMap(({ table, key: keyColumns }) => [...(left[table] ?? new Map<string, Row>())].flatMap(([key, row]) =>
    (kind.onlyNew[table] ?? []).filter((column) => {
      const value = row[column] ?? null
      const inStash = kept.some((entry) => entry.table === table && entry.data[column] === value && keyColumns.every((name) => entry.key.includes(JSON.stringify(row[name]))))
      return value !== null && found[table]?.get(key)?.[column] !== value && !inStash
    }).map((column) => `${table} ${key} ${column}`)))
}

function basisOf(kind: ChangeKind, table: string, row: Row | undefined, old: State): readonly unknown[] {
  if (row === undefined) return []
  if (kind.restsOn) return kind.restsOn(table, row, old)
  const key = kind.newTables.find((model) => model.table === table)?.key.map((name) => row[name]).join('/') ?? ''
  return [old[kind.oldTables[0]?.table ?? '']?.get(key)]
}
