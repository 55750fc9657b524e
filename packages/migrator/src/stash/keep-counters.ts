import type { SqlSession } from '@tenon/model'
import { isOwnRelation, relationsIn } from '../own-tables.ts'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'

/** A sequence of the tenant's schema. */
export interface Counter {
  /** Object id. */
  readonly relation: string
  readonly name: string
}

/** Reads every sequence of the schema, those of identity columns too. One query. */
export async function readCounters(session: SqlSession, schema: string): Promise<readonly Counter[]> {
  const { rows } = await session.query<Counter>(`
    select c.oid::text as relation, relname as name from ${relationsIn('$1')} where relkind = 'S' and not ${isOwnRelation} order by relname`, [schema])
  return rows
}

/** The sequences that are gone, also where another took the name. Pure. */
export function findLostCounters(before: readonly Counter[], after: readonly Counter[]): readonly Counter[] {
  return before.filter(({ relation }) => !after.some((each) => each.relation === relation))
}

/** The statements that note, before a down drops them, how far sequences have counted. One never drawn from is left out. Pure. */
export function keepCounterStatements(dataVersion: number, counters: readonly Counter[]): readonly string[] {
  return counters.map(({ name }) => `
    insert into tenon_stash (data_version, kind, table_name, relation, data)
    select ${dataVersion}, 'counter', ${quoteLiteral(name)}, 0, jsonb_build_object('last_value', last_value::text) from ${quoteIdentifier(name)} where is_called`)
}

/**
 * Right after a migration ran again: lets its sequences go on where they stopped, so that no number is handed
 * out twice. One that has counted further by itself is left alone.
 */
export async function putCountersBack(session: SqlSession, schema: string, dataVersion: number): Promise<void> {
  const mine = `kind = 'counter' and data_version = ${dataVersion} and stands and not superseded`
  const { rows } = await session.query<{ found: boolean }>(`select exists (select from tenon_stash where ${mine}) as found`)
  if (!(rows[0]?.found ?? false)) return
  await session.query(`
    select setval(format('%I.%I', schemaname, sequencename)::regclass, (data ->> 'last_value')::bigint) from tenon_stash
    join pg_sequences on schemaname = $1 and sequencename = table_name
    where ${mine} and (last_value is null or sign(increment_by) * (data ->> 'last_value')::bigint > sign(increment_by) * last_value)`, [schema])
  await session.query(`delete from tenon_stash where ${mine}`)
}
