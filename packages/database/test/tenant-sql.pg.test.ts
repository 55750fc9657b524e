import { sql } from '@tenon/module-sdk'
import type { CopyValue, SqlFragment, TransactionSql } from '@tenon/module-sdk'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../src/index.ts'
import { generateClient } from './generate-client.ts'
import type { TestClient } from './generate-client.ts'
import { bindingOf, createTenantSchema } from './tenant-schemas.ts'

const acme = bindingOf('acme')
const globex = bindingOf('globex')
const item = sql.table('item')
const endless = sql`select count(*) from generate_series(1, 1000000000000) as n`

let server: TestDatabase
let database: TenantDatabase

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url, maxConnections: 2 })
  for (const binding of [acme, globex]) await createTenantSchema(database, binding)
})
afterAll(async () => {
  await database.close()
  await server.close()
})

describe('statements', () => {
  test('one statement runs in the schema of whoever runs it', async () => {
    const names = sql`select name from ${item} where id = ${1}`
    expect(await database.sql(acme).rows(names)).toEqual([{ name: 'item of acme' }])
    expect(await database.sql(globex).rows(names)).toEqual([{ name: 'item of globex' }])
  })

  test('writes tell how many rows they touched', async () => {
    const acmeSql = database.sql(acme)
    expect(await acmeSql.run(sql`insert into ${item} (id, name) values (10, ${"o'brien"}), (11, ${'x'})`)).toBe(2)
    expect(await acmeSql.run(sql`delete from ${item} where id in (${sql.join([sql`${10}`, sql`${11}`])})`)).toBe(2)
  })

  test('a session over the schema of another tenant sees and writes nothing', async () => {
    const wrong = database.sql({ tenantId: 'acme', schema: globex.schema })
    expect(await wrong.rows(sql`select * from ${item}`)).toEqual([])
    expect(await wrong.run(sql`update ${item} set name = 'taken'`)).toBe(0)
    await expect(wrong.run(sql`insert into ${item} (tenant_id, id, name) values ('globex', 5, 'forged')`)).rejects.toMatchObject({ code: '42501' })
  })

  const refused: readonly (readonly [string, SqlFragment])[] = [
    ['names the table item', sql`select * from item`],
    ['names the table item', sql`select * from ${item} where id in (select id from item)`],
    ['names the table item', sql`with other as (select 1) insert into item (id) select 1 from other`],
    ['reaches into the schema', sql`select * from t_globex__shop.item`],
    ['reaches into the schema', sql`select * from pg_catalog.pg_class`],
    ['more than one', sql`select 1; select 2`],
    ['is empty', sql`-- nothing`],
    ['no SQL', sql`selec 1`],
    ['not a statement about rows', sql`set role tenon_owner`],
    ['not a statement about rows', sql`commit`],
    ['not a statement about rows', sql`create table x (id int)`],
    ['not a statement about rows', sql`do $$ begin end $$`],
    ['not a statement about rows', sql`truncate ${item}`],
    ['set_config', sql`select set_config('tenon.tenant_id', 'globex', true), * from ${item}`],
    ['set_config', sql`select * from ${item} where id = (select length(pg_catalog.SET_CONFIG('role', 'none', true)))`],
    ['creates a table', sql`select * into ${sql.column('x')} from ${item}`],
  ]
  test.each(refused)('refuses what %s', async (reason, statement) => {
    const refusal = { code: 'SQL_REFUSED', problem: { details: { reason: expect.stringContaining(reason) as string } } }
    await expect(database.sql(acme).rows(statement)).rejects.toMatchObject(refusal)
    await expect(database.sql(acme).batch([statement])).rejects.toMatchObject(refusal)
  })

  test('common table expressions, functions and aliases need no schema', async () => {
    const rows = await database.sql(acme).rows(sql`
      with recursive counted as (select 1 as n union all select n + 1 from counted where n < 3), mine as (select * from ${item})
      select counted.n, m.name from counted cross join lateral (select name from mine) m join generate_series(1, 3) g on g = counted.n`)
    expect(rows).toHaveLength(3)
  })
})

describe('transactions and batches', () => {
  test('a batch is all or nothing', async () => {
    const acmeSql = database.sql(acme)
    const insert = (id: number) => sql`insert into ${item} (id, name) values (${id}, 'batch') returning id`
    expect(await acmeSql.batch([insert(20), insert(21)])).toEqual([[{ id: 20 }], [{ id: 21 }]])
    await expect(acmeSql.batch([insert(22), insert(20), insert(23)])).rejects.toMatchObject({ code: '23505' })
    expect(await acmeSql.rows(sql`select id from ${item} where name = 'batch' order by id`)).toEqual([{ id: 20 }, { id: 21 }])
  })

  test('a transaction keeps all or nothing, and refuses statements after its end', async () => {
    const acmeSql = database.sql(acme)
    const kept: TransactionSql[] = []
    await expect(acmeSql.transaction(async (inner) => {
      kept.push(inner)
      await inner.run(sql`insert into ${item} (id, name) values (30, 'never')`)
      throw new Error('changed my mind')
    })).rejects.toThrow('changed my mind')
    expect(await acmeSql.rows(sql`select * from ${item} where id = 30`)).toEqual([])
    await expect(kept[0]?.rows(sql`select 1`)).rejects.toMatchObject({ code: 'TRANSACTION_ENDED' })
    await expect(acmeSql.transaction((inner) => inner.rows(sql`select 1 / 0`).catch(() => []))).rejects.toMatchObject({ code: 'TRANSACTION_ABORTED' })
  })
})

test('inside a Prisma transaction, rows and raw SQL commit together', async () => {
  const generated = await generateClient()
  const client = database.client('acme', acme, (adapter) => generated.create(adapter) as never) as unknown as TestClient
  const insert = sql`insert into ${item} (id, name) values (40, 'raw')`
  await expect(client.$transaction(async (inner) => {
    expect(await database.sqlWithin(acme, inner).run(insert)).toBe(1)
    throw new Error('changed my mind')
  })).rejects.toThrow('changed my mind')
  const rows = await client.$transaction(async (inner) => {
    await database.sqlWithin(acme, inner).run(insert)
    await expect(database.sqlWithin(acme, inner).rows(sql`select * from item`)).rejects.toMatchObject({ code: 'SQL_REFUSED' })
    return database.sqlWithin(acme, inner).rows(sql`select id, name from ${item} where id = ${40}`)
  })
  expect(rows).toEqual([{ id: 40, name: 'raw' }])
  await generated.remove()
})

describe('time limits and aborts', () => {
  test('a statement past its time is ended, everywhere', async () => {
    const acmeSql = database.sql(acme)
    const limit = { timeoutMs: 50 }
    const ended = { code: 'STATEMENT_TIMEOUT', problem: { details: limit } }
    await expect(acmeSql.rows(endless, limit)).rejects.toMatchObject(ended)
    await expect(acmeSql.transaction((inner) => inner.rows(endless), limit)).rejects.toMatchObject(ended)
    await expect(acmeSql.batch([endless], limit)).rejects.toMatchObject(ended)
    await expect(acmeSql.stream(endless, limit)[Symbol.asyncIterator]().next()).rejects.toMatchObject(ended)
    expect(await acmeSql.rows(sql`select current_setting('statement_timeout') as limit`)).toEqual([{ limit: '0' }])
  })

  test('an abort ends the work on the server and leaves the connections usable', async () => {
    const reason = new Error('the caller went away')
    const run: readonly ((signal: AbortSignal) => Promise<unknown>)[] = [
      (signal) => database.sql(acme).rows(endless, { signal }),
      (signal) => database.sql(acme, signal).rows(endless),
      (signal) => database.sql(acme, signal).transaction((inner) => inner.rows(endless)),
      (signal) => database.sql(acme, signal).stream(endless)[Symbol.asyncIterator]().next(),
      (signal) => database.sql(acme, signal).copy({ table: 'item', columns: ['id', 'name'] }, endlessRows()),
    ]
    for (const work of run) {
      const controller = new AbortController()
      const working = work(controller.signal)
      working.catch(() => undefined)
      await busy()
      controller.abort(reason)
      await expect(working).rejects.toBe(reason)
    }
    expect(await working()).toBe(0)
    expect(await Promise.all([1, 2, 3, 4].map(() => database.sql(acme).rows(sql`select 1 as one`)))).toEqual(Array(4).fill([{ one: 1 }]))
  })

  test('who is aborted before a connection is free never gets one', async () => {
    const block = new AbortController()
    const blockers = [1, 2].map(() => database.sql(acme, block.signal).rows(endless).catch(() => 'ended'))
    await busy(2)
    const controller = new AbortController()
    const waiting = database.sql(acme).rows(sql`select 1`, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    block.abort()
    expect(await Promise.all(blockers)).toEqual(['ended', 'ended'])
  })
})

describe('streams', () => {
  test('rows come in batches, as they are wanted, from one snapshot', async () => {
    const acmeSql = database.sql(acme)
    const seen: number[] = []
    for await (const { n } of acmeSql.stream<{ n: number }>(sql`select n from generate_series(1, ${1003}::int) as n`, { batchRows: 100 })) seen.push(n)
    expect(seen).toEqual(Array.from({ length: 1003 }, (_, index) => index + 1))
  })

  test('who stops early gives the connection back', async () => {
    for (let round = 0; round < 5; round += 1) {
      for await (const row of database.sql(acme).stream(sql`select * from generate_series(1, 100000) as n`)) {
        expect(row).toEqual({ n: 1 })
        break
      }
    }
    expect(await working()).toBe(0)
  })

  test('a slow reader holds two batches in memory, however many rows there are', async () => {
    await database.transaction((session) => session.query(`create sequence ${acme.schema}.made; grant usage on sequence ${acme.schema}.made to tenon_runtime`))
    const counted = sql`select nextval(${`${acme.schema}.made`}) from generate_series(1, 1000000)`
    const stream = database.sql(acme).stream(counted, { batchRows: 50 })[Symbol.asyncIterator]()
    for (let row = 0; row < 50; row += 1) await stream.next()
    await stream.return?.()
    expect((await database.query(`select last_value from ${acme.schema}.made`)).rows).toEqual([{ last_value: '100' }])
  })
})

describe('copy', () => {
  test('adds rows of every kind, under the same guards as an insert', async () => {
    const now = new Date('2026-01-02T03:04:05.678Z')
    const awkward = 'tab\tline\nback\\slash \\N "quote" ümlaut 😀\r'
    const rows: readonly (readonly CopyValue[])[] = [
      [100, awkward, null, now, { a: [1, awkward] }, Buffer.from([0, 1, 255])],
      [101, '', '\\N', null, null, new Uint8Array()],
    ]
    expect(await database.sql(globex).copy({ table: 'item', columns: ['id', 'name', 'note', 'made_at', 'data', 'bytes'] }, rows)).toBe(2)
    expect(await database.sql(globex).rows(sql`select tenant_id, id, name, note, made_at, data, bytes from ${item} where id >= 100 order by id`)).toEqual([
      { tenant_id: 'globex', id: 100, name: awkward, note: null, made_at: now, data: { a: [1, awkward] }, bytes: Buffer.from([0, 1, 255]) },
      { tenant_id: 'globex', id: 101, name: '', note: '\\N', made_at: null, data: null, bytes: Buffer.alloc(0) },
    ])
    await expect(database.sql({ tenantId: 'acme', schema: globex.schema }).copy({ table: 'item', columns: ['tenant_id', 'id', 'name'] }, [['globex', 200, 'forged']])).rejects.toMatchObject({ code: '42501' })
  })

  test('is all or nothing, and reads rows no faster than they are taken', async () => {
    let read = 0
    async function* rows(): AsyncGenerator<readonly CopyValue[]> {
      for (let id = 1000; id < 21_000; id += 1) {
        read += 1
        yield [id, `row ${id}`]
      }
      yield [1000, 'twice']
    }
    const target = { table: 'item', columns: ['id', 'name'] }
    await expect(database.sql(globex).copy(target, rows())).rejects.toMatchObject({ code: '23505' })
    expect(read).toBe(20_000)
    expect(await database.sql(globex).rows(sql`select count(*)::int as n from ${item} where id >= 1000`)).toEqual([{ n: 0 }])
    await expect(database.sql(globex).copy(target, (function* broken(): Generator<readonly CopyValue[]> {
      yield [5000, 'first']
      throw new Error('the file ends here')
    })())).rejects.toThrow('the file ends here')
    expect(await database.sql(globex).rows(sql`select count(*)::int as n from ${item} where id >= 1000`)).toEqual([{ n: 0 }])
  })
})

/** Resolves once `count` statements of ours are at work. */
async function busy(count = 1): Promise<void> {
  await expect.poll(working, { interval: 5, timeout: 10_000 }).toBeGreaterThanOrEqual(count)
}

/** Statements at work in this database, seen from outside its own connections. */
async function working(): Promise<number> {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: server.url })
  await client.connect()
  const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state in ('active', 'idle in transaction')`)
  await client.end()
  return rows[0]?.n ?? 0
}

async function* endlessRows(): AsyncGenerator<readonly CopyValue[]> {
  for (let id = 10_000; ; id += 1) {
    await new Promise((resolve) => { setImmediate(resolve) })
    yield [id, 'more']
  }
}
