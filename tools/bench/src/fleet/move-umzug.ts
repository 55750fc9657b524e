import type { Pool, PoolClient } from 'pg'
import { Umzug } from 'umzug'
import type { UmzugStorage } from 'umzug'
import { change } from './bench-module.ts'
import { forEachTarget } from './mover.ts'
import type { Mover } from './mover.ts'
import { openPool, runForEach } from './open-pool.ts'

/** A storage as its documentation asks for: a table in the tenant's schema, in the same transaction as the change. */
const storage: UmzugStorage<PoolClient> = {
  executed: async ({ context }) => (await context.query<{ name: string }>('select name from umzug_history order by name')).rows.map(({ name }) => name),
  logMigration: async ({ name, context }) => { await context.query('insert into umzug_history (name) values ($1)', [name]) },
  unlogMigration: async ({ name, context }) => { await context.query('delete from umzug_history where name = $1', [name]) },
}

const nothing = () => Promise.resolve()
const migrations = [
  { name: '0001', up: nothing, down: nothing },
  { name: '0002', up: ({ context }: { readonly context: PoolClient }) => context.query(change.up), down: ({ context }: { readonly context: PoolClient }) => context.query(change.down) },
]

/** Umzug with a transaction of ours around each tenant, migrations in memory and no logging. */
export function umzugMover(url: string): Mover {
  return {
    name: 'umzug',
    prepare: (targets) => runForEach(url, targets, (schema) => `create table ${schema}.umzug_history (name text primary key); insert into ${schema}.umzug_history values ('0001')`),
    async open() {
      const pool = await openPool(url)
      return { move: (direction, targets) => forEachTarget(targets, ({ schema }) => moveOne(pool, direction, schema)), close: () => pool.end() }
    },
  }
}

async function moveOne(pool: Pool, direction: 'up' | 'down', schema: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(`begin; set local search_path = ${schema}`)
    await new Umzug({ migrations, storage, context: client, logger: undefined })[direction]()
    await client.query('commit')
  } finally {
    client.release()
  }
}
