import { sql } from '@tenon/module-sdk'
import type { TenantBinding, TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../src/index.ts'

type Adapter = Awaited<ReturnType<ReturnType<TenantDatabase['bind']>['connect']>>

const binding: TenantBinding = { tenantId: 'acme', schema: 't_acme__shop' }
let server: TestDatabase
let database: TenantDatabase
let adapter: Adapter

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url, maxConnections: 1 })
  adapter = await database.bind(binding).connect()
  await database.script(`
    begin; set local role tenon_owner; create schema t_acme__shop;
    create table t_acme__shop.item (id int primary key, code text, day date);
    insert into t_acme__shop.item values (1, 'one', '2026-01-01'), (2, 'two', '2026-01-02');
    grant usage on schema t_acme__shop to tenon_runtime; grant all on t_acme__shop.item to tenon_runtime; commit`)
})

afterAll(async () => {
  await database.close()
  await server.close()
})

test('a query that comes again is kept parsed, one that comes once is not', async () => {
  for (let time = 0; time < 3; time += 1) await ask('select code from t_acme__shop.item where id = $1', 1)
  await ask('select 41 as once')
  const texts = (await keptTexts()).map(String)
  expect(texts.filter((text) => text.includes('t_acme__shop.item'))).toHaveLength(1)
  expect(texts.filter((text) => text.includes('41'))).toEqual([])
})

test('a migration between two queries changes what the second returns, and fails neither', async () => {
  const star = 'select * from t_acme__shop.item where id = $1'
  const byCode = 'select id from t_acme__shop.item where code = $1'
  for (let time = 0; time < 3; time += 1) {
    expect(await ask(star, 1)).toHaveLength(1)
    expect(await ask(byCode, 'one')).toEqual([[1]])
  }
  await database.script('begin; set local role tenon_owner; alter table t_acme__shop.item add column note text default \'new\'; commit')
  expect((await ask(star, 1))[0]).toHaveLength(4)
  await database.script('begin; set local role tenon_owner; alter table t_acme__shop.item alter code type int using id; commit')
  expect(await ask(byCode, 1)).toEqual([[1]])
  await database.script('begin; set local role tenon_owner; alter table t_acme__shop.item alter id type numeric; commit')
  expect(await ask('select code from t_acme__shop.item where id = $1', '1.5')).toEqual([])
})

test('a client made after a migration shares nothing with the one before', async () => {
  const insert = 'insert into t_acme__shop.item (id, day) values ($1, $2) returning day::text'
  for (const id of [10, 11, 12]) await ask(insert, id, '2026-01-03')
  await database.script('begin; set local role tenon_owner; alter table t_acme__shop.item alter day type timestamptz; commit')
  const next = await database.bind(binding).connect()
  const { rows } = await next.queryRaw({ sql: insert, args: ['13', '2026-01-03 10:30'], argTypes: ['13', ''].map(() => ({ scalarType: 'string', arity: 'scalar' }) as const) })
  expect(rows).toEqual([['2026-01-03 10:30:00+00']])
})

test('raw SQL is kept for the version that asks, and parsed each time when none is told', async () => {
  const count = sql`select count(*)::int as many from ${sql.table('item')}`
  const keptCounts = async () => (await keptTexts()).filter((text) => String(text).includes('as many')).length
  for (let time = 0; time < 3; time += 1) await database.sql(binding).rows(count)
  expect(await keptCounts()).toBe(0)
  for (let time = 0; time < 3; time += 1) await database.sql({ ...binding, version: 'sha512-1' }).rows(count)
  expect(await keptCounts()).toBe(1)
})

test('statements lost on the way are parsed anew', async () => {
  const text = 'select 42 as answer'
  for (let time = 0; time < 3; time += 1) await ask(text)
  await ask('deallocate all')
  expect(await ask(text)).toEqual([[42]])
  expect(await ask(text)).toEqual([[42]])
})

test('a connection keeps at most 256', async () => {
  const other = await openDatabase({ url: server.url, maxConnections: 1 })
  const bound = await other.bind(binding).connect()
  for (let index = 0; index < 300; index += 1) {
    for (let time = 0; time < 2; time += 1) await bound.queryRaw({ sql: `select ${index}`, args: [], argTypes: [] })
  }
  const { rows } = await bound.queryRaw({ sql: 'select count(*)::int from pg_prepared_statements', args: [], argTypes: [] })
  expect(rows[0]?.[0]).toBeLessThanOrEqual(256)
  await other.close()
})

async function ask(sql: string, ...values: readonly (string | number)[]): Promise<readonly unknown[]> {
  return (await adapter.queryRaw({ sql, args: values.map(String), argTypes: values.map(() => ({ scalarType: 'string', arity: 'scalar' }) as const) })).rows
}

async function keptTexts(): Promise<readonly unknown[]> {
  return (await ask('select statement from pg_prepared_statements')).flat()
}
