import { withPlainConnection } from '@tenon/database'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMigrator, replaceByExisting } from '../../src/index.ts'
import { migrationsOf, openFixture } from '../fixture.ts'
import type { Fixture } from '../fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

it('imports tables that refer to each other in a circle, and rows that refer to later ones, batch by batch', async () => {
  const target = { tenantId: 'acme', module: 'shop', schema: 't_acme__shop', guard: 'schema' } as const
  const migrations = migrationsOf([{ phase: 'irreversible', up: `
    create table author (id int primary key, best_id int not null, mentor_id int references author);
    create table book (id int primary key, author_id int not null references author);
    alter table author add foreign key (best_id) references book` }])
  await fixture.database.transaction((session) => createMigrator().up(session, target, { migrations, toDataVersion: 1 }))
  const name = migrations[0]?.name ?? ''
  const counts = await withPlainConnection(fixture.url, async (source) => {
    await source.query(`
      create schema app;
      create table app.author as select n as id, n as best_id, nullif(n % 7 + 1, n) as mentor_id from generate_series(1, 7) n;
      create table app.book as select n as id, 8 - n as author_id from generate_series(1, 7) n;
      create table app."_prisma_migrations" as select '${name}' as migration_name, 'same' as checksum, now() as finished_at, null::timestamptz as rolled_back_at`)
    await source.query('begin isolation level repeatable read')
    const checksums = new Map([[name, 'same']])
    const imported = await fixture.database.transaction((session) => replaceByExisting(session, target, { source, checksums, sourceSchema: 'app', batchRows: 2 }))
    await source.query('commit')
    return imported
  })
  expect(counts).toEqual({ author: 7, book: 7 })
  const { rows } = await fixture.database.query(`select count(*)::int as deferrable from pg_constraint where connamespace = 't_acme__shop'::regnamespace and condeferrable`)
  expect(rows).toEqual([{ deferrable: 0 }])
})
