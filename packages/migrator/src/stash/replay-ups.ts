import type { SqlSession } from '@tenon/model'
import { runUsingNewValues } from '../run-using-new-values.ts'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { readCatalog } from './read-catalog.ts'
import type { CatalogTable } from './read-catalog.ts'
import { textArray } from './row-expressions.ts'

/** One up as a replay runs it. */
export interface ReplayedUp {
  readonly dataVersion: number
  readonly name: string
  readonly up: string
}

/** A table, and the columns that tell its rows apart, as they are called right after one migration. */
export interface TableOrigin {
  readonly dataVersion: number
  readonly table: string
  readonly key: readonly string[]
}

/** How far a replay has come: right after one migration. */
export interface ReplayPoint {
  readonly dataVersion: number
  readonly tables: readonly CatalogTable[]
  /** The table as it is now; null when it, or its key, is no more. */
  readonly find: (origin: TableOrigin) => FoundTable | null
}

/** A table under the name, and told apart by the columns, that it has now. */
export interface FoundTable {
  readonly table: CatalogTable
  readonly key: readonly string[]
}

/**
 * Runs ups on the data as it is, without anything put back, calls `look` after each and takes all of it back:
 * what do the migrations alone make of the old version's rows?
 * @throws MIGRATION_FAILED when an up fails on this data
 */
export async function replayUps(session: SqlSession, schema: string, replay: { readonly ups: readonly ReplayedUp[]; look(at: ReplayPoint): Promise<void> }): Promise<void> {
  await session.query('savepoint tenon_replay')
  const catalogs = new Map<number, readonly CatalogTable[]>()
  for (const { dataVersion, name, up } of replay.ups) {
    await runUsingNewValues(session, schema, { migration: name, file: `prisma/migrations/${name}/migration.sql`, text: up })
    const now = await readCatalog(session, schema)
    catalogs.set(dataVersion, now)
    await replay.look({ dataVersion, tables: now, find: (origin) => findTable(catalogs.get(origin.dataVersion) ?? [], now, origin) })
  }
  await session.query('rollback to savepoint tenon_replay')
}

function findTable(then: readonly CatalogTable[], now: readonly CatalogTable[], { table, key }: TableOrigin): FoundTable | null {
  const origin = then.find(({ name }) => name === table)
  const found = now.find(({ relation }) => relation === origin?.relation)
  if (!origin || !found) return null
  const names = key.map((name) => found.columns.find(({ number }) => number === origin.columns.find((column) => column.name === name)?.number)?.name)
  return names.every((name) => name !== undefined) ? { table: found, key: names } : null
}

/** The table as a from clause takes it, called `t`. */
export function asT({ table }: FoundTable): string {
  return `${quoteIdentifier(table.name)} t`
}

/** A condition on stash entries `s`: those of one table, set aside by one migration's down, told apart by these columns. */
export function entriesOf({ dataVersion, table, key }: TableOrigin): string {
  return `s.data_version = ${dataVersion} and s.table_name = ${quoteLiteral(table)} and s.key_columns = ${textArray(key)}`
}
