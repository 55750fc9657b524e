import { change } from './bench-module.ts'
import { forEachTarget } from './mover.ts'
import type { Mover } from './mover.ts'
import { openPool, runForEach } from './open-pool.ts'

/**
 * The least that can be done by hand: one message a tenant, with the change and a row that says so in one transaction.
 * No lock, no check, no timeout. What its connections do not wait for, a last commit waits for.
 */
export function rawMover(name: string, url: string): Mover {
  const table = name.replaceAll(/[^a-z]+/g, '_')
  const told = { up: (schema: string) => `insert into raw.${table} (schema_name, name) values ('${schema}', '0002')`, down: (schema: string) => `delete from raw.${table} where schema_name = '${schema}'` }
  return {
    name,
    prepare: ([first]) => runForEach(url, first === undefined ? [] : [first], () => `create schema if not exists raw; create table raw.${table} (schema_name text primary key, name text not null, applied_at timestamptz not null default now())`),
    async open() {
      const pool = await openPool(url)
      return {
        async move(direction, targets) {
          await forEachTarget(targets, ({ schema }) => pool.query(`begin; set local search_path = ${schema}; ${change[direction]} ${told[direction](schema)}; commit`))
          await pool.query(`begin; set local synchronous_commit = on; insert into raw.${table} (schema_name, name) values ('${direction}', 'done') on conflict do nothing; commit`)
        },
        close: () => pool.end(),
      }
    },
  }
}
