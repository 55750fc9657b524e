import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runner } from 'node-pg-migrate'
import { Pool } from 'pg'
import { change } from './bench-module.ts'
import { connections, forEachTarget } from './mover.ts'
import type { Mover } from './mover.ts'

/** node-pg-migrate on pooled connections, without its one lock for all, which would let only one tenant through at a time. */
export async function createNodePgMigrateMover(url: string): Promise<Mover> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-bench-migrations-'))
  await writeFile(join(directory, '1000000000001_create.js'), 'exports.up = () => {}; exports.down = () => {}')
  await writeFile(join(directory, '1000000000002_change.js'), `exports.up = (pgm) => { pgm.sql(${JSON.stringify(change.up)}) }; exports.down = (pgm) => { pgm.sql(${JSON.stringify(change.down)}) }`)
  const pool = new Pool({ connectionString: url, max: connections })
  async function moveOne(direction: 'up' | 'down', schema: string): Promise<void> {
    const client = await pool.connect()
    try {
      await runner({ dbClient: client, dir: directory, schema, migrationsSchema: schema, migrationsTable: 'pgmigrations', direction, count: 1, noLock: true, singleTransaction: true, log: () => undefined })
    } finally {
      client.release()
    }
  }
  return {
    name: 'node-pg-migrate',
    prepare: (targets) => forEachTarget(targets, ({ schema }) => pool.query(`
      create table ${schema}.pgmigrations (id serial primary key, name varchar(255) not null, run_on timestamp not null);
      insert into ${schema}.pgmigrations (name, run_on) values ('1000000000001_create', now())`)),
    move: (direction, targets) => forEachTarget(targets, ({ schema }) => moveOne(direction, schema)),
    close: () => Promise.all([pool.end(), rm(directory, { recursive: true, force: true })]).then(() => undefined),
  }
}
