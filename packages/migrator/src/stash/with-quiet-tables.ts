import type { SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'
import type { CatalogTable } from './read-catalog.ts'

/** What is about to be written to. */
export interface QuietTables {
  readonly schema: string
  readonly tables: readonly CatalogTable[]
  /** Values about to be written into existing rows, by table. */
  readonly rows: readonly { readonly table: string; readonly kind: string }[]
}

interface Firing {
  readonly table: string
  readonly trigger: string
  readonly enabled: 'O' | 'A' | 'R'
}

/**
 * Runs `work` with the module's own triggers off on these tables, and with their identity columns writable.
 * Foreign keys and constraints stay in force. Everything is as before when it resolves; nothing is altered
 * where there is no trigger and no such column.
 */
export async function withQuietTables<Result>(session: SqlSession, { tables, rows }: QuietTables, work: () => Promise<Result>): Promise<Result> {
  const relations = tables.map(({ relation }) => relation)
  const updated = tables.filter(({ name }) => rows.some(({ table, kind }) => table === name && kind !== 'gone')).map(({ relation }) => relation)
  const triggers = (await session.query<Firing>(`
    select relname as "table", tgname as trigger, tgenabled as enabled from pg_trigger join pg_class on pg_class.oid = tgrelid
    where tgrelid = any($1::oid[]) and not tgisinternal and tgenabled <> 'D' order by relname, tgname`, [relations])).rows
  const identities = (await session.query<{ table: string; column: string }>(`
    select relname as "table", attname as column from pg_attribute join pg_class on pg_class.oid = attrelid
    where attrelid = any($1::oid[]) and attidentity = 'a' and not attisdropped order by relname, attname`, [updated])).rows
  await runAll(session, triggers.map(({ table, trigger }) => `alter table ${quoteIdentifier(table)} disable trigger ${quoteIdentifier(trigger)}`))
  await runAll(session, identities.map((each) => identityAs('by default', each)))
  const result = await work()
  await runAll(session, identities.map((each) => identityAs('always', each)))
  const enable = { O: 'enable', A: 'enable always', R: 'enable replica' }
  await runAll(session, triggers.map(({ table, trigger, enabled }) => `alter table ${quoteIdentifier(table)} ${enable[enabled]} trigger ${quoteIdentifier(trigger)}`))
  return result
}

function identityAs(mode: 'always' | 'by default', { table, column }: { readonly table: string; readonly column: string }): string {
  return `alter table ${quoteIdentifier(table)} alter column ${quoteIdentifier(column)} set generated ${mode}`
}

async function runAll(session: SqlSession, statements: readonly string[]): Promise<void> {
  if (statements.length > 0) await session.query(statements.join(';\n'))
}
