import type { SqlDatabase, SqlSession } from '@tenon/model'
import type { Fixture, Step, TenantFixture } from './fixture.ts'
import { tenantColumn } from './fixture.ts'

const itemTable: Step = { up: `create table item (${tenantColumn}, id int, quantity int not null, status text not null default 'open', primary key (tenant_id, id));`, down: 'drop table item;' }
const addExact: Step = { up: 'alter table item add column exact numeric;', down: 'update item set quantity = floor(exact) where exact is not null;\nalter table item drop column exact;' }
const fillExact: Step = {
  phase: 'backfill', run: 'batches', down: '',
  up: `update item set exact = quantity where (tenant_id, id) in (
  select tenant_id, id from item where exact is null or floor(exact) <> quantity limit current_setting('tenon.batch_rows')::int);`,
}
const openIndex: Step = { run: 'outside', up: `alter table item add column label text;\ncreate index concurrently item_open on item (tenant_id, lower(label), quantity) where status = 'open';`, down: 'drop index item_open;\nalter table item drop column label;' }
const addNote: Step = { up: 'alter table item add column note text;', down: 'alter table item drop column note;' }

/** A table; then what runs ahead: a new column, its batched backfill, an index built concurrently; then one more column in the move. */
export const longSteps: readonly Step[] = [itemTable, addExact, fillExact, openIndex, addNote]

/** The database, telling after each statement of a preparation that leaves something behind if everything stopped right there. */
export function atBoundaries(database: SqlDatabase, onBoundary: (statement: string) => void): SqlDatabase {
  return { ...database, session: (work) => database.session((session) => work(watch(session, onBoundary))) }
}

function watch(session: SqlSession, onBoundary: (statement: string) => void): SqlSession {
  let open = false
  return {
    async query(text, values) {
      const result = await session.query(text, values)
      if (text === 'begin') open = true
      else if (text === 'commit' || text === 'rollback') open = false
      if (!open && !/^\s*(select|do|begin)\b/i.test(text)) onBoundary(text)
      return result as never
    },
  }
}

/** The database, telling before each statement of a preparation, with the backend that is to run it. */
export function atStatements(database: SqlDatabase, onStatement: (backend: number) => Promise<unknown> | void): SqlDatabase {
  return { ...database, session: (work) => database.session(async (session) => {
    const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
    return work({
      async query(text, values) {
        await onStatement(rows[0]?.pid ?? 0)
        return session.query(text, values)
      },
    })
  }) }
}

/** The database, its preparing backend ended by the server at one statement, from 1: the next answers nothing. */
export function endedAt(database: SqlDatabase, statement: number): SqlDatabase {
  let count = 0
  return atStatements(database, async (backend) => {
    count += 1
    if (count === statement) await database.script(`select pg_terminate_backend(${backend}, 10000)`)
  })
}

/** A tenant at data version 1 with so many items, quantity equal to id. */
export async function tenantWithItems(fixture: Fixture, count: number, steps: readonly Step[] = longSteps): Promise<TenantFixture> {
  const tenant = fixture.tenant(steps)
  await tenant.up(1)
  await tenant.sql('insert into item (id, quantity) select n, n from generate_series(1, $1::int) n', [count])
  return tenant
}

/** Indexes of `item` besides its key. */
export function indexesOf(tenant: TenantFixture): Promise<readonly { readonly name: string; readonly valid: boolean }[]> {
  return tenant.sql(`select relname as name, indisvalid as valid from pg_index join pg_class on pg_class.oid = indexrelid
    where relnamespace = $1::regnamespace and relname like 'item%' and not indisprimary`, [tenant.target.schema])
}
