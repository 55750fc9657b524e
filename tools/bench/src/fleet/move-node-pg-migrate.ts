import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runner } from 'node-pg-migrate'
import type { Pool } from 'pg'
import { change } from './bench-module.ts'
import { forEachTarget } from './mover.ts'
import type { Mover } from './mover.ts'
import { openPool, runForEach } from './open-pool.ts'

/** node-pg-migrate on pooled connections, without its one lock for all, which would let only one tenant through at a time. */
export function nodePgMigrateMover(url: string): Mover {
  return {
    name: 'node-pg-migrate',
    prepare: (targets) => runForEach(url, targets, (schema) => `
      create table ${schema}.pgmigrations (id serial primary key, name varchar(255) not null, run_on timestamp not null);
      insert into ${schema}.pgmigrations (name, run_on) values ('1000000000001_create', now())`),
    async open() {
      const directory = await writeMigrations()
      const pool = await openPool(url)
      return {
        move: (direction, targets) => forEachTarget(targets, ({ schema }) => moveOne({ pool, directory, direction, schema })),
        async close() {
          await pool.end()
          await rm(directory, { recursive: true, force: true })
        },
      }
    },
  }
}

async function writeMigrations(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-bench-migrations-'))
  await writeFile(join(directory, '1000000000001_create.js'), 'exports.up = () => {}; exports.down = () => {}')
  await writeFile(join(directory, '1000000000002_change.js'), `exports.up = (pgm) => { pgm.sql(${JSON.stringify(change.up)}) }; exports.down = (pgm) => { pgm.sql(${JSON.stringify(change.down)}) }`)
  return directory
}

interface OneMove {
  readonly pool: Pool
  readonly directory: string
  readonly direction: 'up' | 'down'
  readonly schema: string
}

async function moveOne({ pool, directory, direction, schema }: OneMove): Promise<void> {
  const client = await pool.connect()
  try {
    await runner({ dbClient: client, dir: directory, schema, migrationsSchema: schema, migrationsTable: 'pgmigrations', direction, count: 1, noLock: true, singleTransaction: true, log: () => undefined })
  } finally {
    client.release()
  }
}
