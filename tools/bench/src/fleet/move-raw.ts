import { Pool } from 'pg'
import { change } from './bench-module.ts'
import { connections, forEachTarget } from './mover.ts'
import type { Mover } from './mover.ts'

/** The least that can be done by hand: one message a tenant, with the change and a row that says so in one transaction. No lock, no check, no timeout. */
export async function createRawMover(url: string): Promise<Mover> {
  const pool = new Pool({ connectionString: url, max: connections })
  await pool.query('create schema raw; create table raw.history (schema_name text primary key, name text not null, applied_at timestamptz not null default now())')
  const told = { up: (schema: string) => `insert into raw.history (schema_name, name) values ('${schema}', '0002')`, down: (schema: string) => `delete from raw.history where schema_name = '${schema}'` }
  return {
    name: 'raw pg',
    prepare: () => Promise.resolve(),
    move: (direction, targets) => forEachTarget(targets, ({ schema }) => pool.query(`begin; set local search_path = ${schema}; ${change[direction]} ${told[direction](schema)}; commit`)),
    close: () => pool.end(),
  }
}
