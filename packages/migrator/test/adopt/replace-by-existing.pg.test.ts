import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase } from '@tenon/database'
import type { SqlSession } from '@tenon/model'
import { readPrismaChecksums } from '@tenon/module-sdk/build'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMigrator, replaceByExisting } from '../../src/index.ts'
import { directoryOf, migrationsOf, targetOf } from './adopted-project.ts'

let server: TestDatabase
let application: TestDatabase
let database: TenantDatabase
let client: Client
const source: SqlSession = { query: async <Row>(text: string, values: readonly unknown[] = []) => ({ rows: (await client.query(text, [...values])).rows as Row[], rowCount: 0 }) }
const target = targetOf('shop', 'acme')
const tables = ['User', 'Product', 'Order', 'order_items', 'Category', '_CategoryToProduct', 'Review']

beforeAll(async () => {
  server = await createTestDatabase()
  application = await createTestDatabase()
  database = await openDatabase({ url: server.url })
  client = new Client({ connectionString: application.url })
  await client.connect()
  await deployAsPrismaDoes()
  await client.query(`
    insert into "User" (email, role) select 'user' || i || '@Example.com', case when i % 9 = 0 then 'STAFF'::"Role" else 'CUSTOMER' end from generate_series(1, 40) i;
    insert into "Product" (sku, title, price, tags, attributes, stock) select 'sku ' || i, E'\\\\ "é" ' || i, i + 0.10, array['a,b', null, '{}'], jsonb_build_object('i', i), i from generate_series(1, 2500) i;
    insert into "Order" ("userId", status, "placedAt") select id, 'PAID', '2024-02-29 12:00:00.123' from "User";
    insert into order_items ("orderId", "productId", quantity, "unitPrice") select o.id, p.id, 2, 9.99 from "Order" o, "Product" p where p.id % 500 = 0;
    insert into "_CategoryToProduct" select c.id, p.id from "Category" c, "Product" p where p.id < 4`)
  const migrations = await migrationsOf('shop')
  await database.transaction((session) => createMigrator().up(session, target, { migrations, toDataVersion: migrations.length }))
})

afterAll(async () => {
  await client.end()
  await database.close()
  await application.close()
  await server.close()
})

async function deployAsPrismaDoes(): Promise<void> {
  const directory = join(directoryOf('shop'), 'prisma', 'migrations')
  const checksums = await readPrismaChecksums(directoryOf('shop'))
  await client.query(`create table "_prisma_migrations" (id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
    logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`)
  for (const folder of (await readdir(directory)).filter((name) => !name.includes('.')).toSorted()) {
    await client.query(await readFile(join(directory, folder, 'migration.sql'), 'utf8'))
    await client.query(`insert into "_prisma_migrations" (id, checksum, finished_at, migration_name) values (gen_random_uuid(), $1, now(), $2)`, [checksums.get(folder), folder])
  }
}

async function replace(): Promise<unknown> {
  await client.query('begin isolation level repeatable read')
  try {
    const checksums = await readPrismaChecksums(directoryOf('shop'))
    return await database.transaction((session) => replaceByExisting(session, target, { source, checksums, batchRows: 700 }))
  } finally {
    await client.query('commit')
  }
}

async function contentOf(session: SqlSession, table: string): Promise<unknown> {
  return (await session.query(`select count(*)::int as rows, md5(string_agg(t::text, '|' order by t::text)) as digest from "${table}" t`)).rows
}

it('brings every row of every table over, and the sequences go on', async () => {
  expect(await replace()).toEqual({ User: 40, Product: 2500, Order: 40, order_items: 200, Category: 5, _CategoryToProduct: 15, Review: 0 })
  await database.transaction(async (session) => {
    await session.query(`select set_config('search_path', $1, true), set_config('tenon.tenant_id', 'acme', true), set_config('timezone', current_setting('timezone'), true)`, [target.schema])
    for (const table of tables) expect([table, await contentOf(session, table)]).toEqual([table, await contentOf(source, table)])
    const { rows } = await session.query<{ number: string }>(`insert into "Order" ("userId") select id from "User" limit 1 returning number`)
    expect(rows).toEqual([{ number: 'O-1041' }])
  })
})

it('is refused where the application stands at another migration, or at other SQL', async () => {
  await client.query(`update "_prisma_migrations" set checksum = 'edited' where migration_name = '20230114090512_init'`)
  await client.query(`update "_prisma_migrations" set rolled_back_at = now() where migration_name = '20230712080000_drop_view'`)
  await expect(replace()).rejects.toMatchObject({ code: 'ADOPTED_HISTORY_DIFFERS', problem: { details: { missing: [], ahead: ['20230712080000_drop_view'], changed: ['20230114090512_init'] } } })
})
