import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openDatabase } from './open-database.ts'

let server: TestDatabase
let database: TenantDatabase

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url, maxConnections: 3 })
})

afterAll(async () => {
  await database.close()
  await server.close()
})

describe('transactions', () => {
  test('run as the owner role in UTC, and commit', async () => {
    await database.transaction(async (session) => {
      const { rows } = await session.query(`select current_user::text as role, current_setting('timezone') as zone`)
      expect(rows).toEqual([{ role: 'tenon_owner', zone: 'UTC' }])
      await session.query('create schema kept create table note (text text)')
      await session.query('insert into kept.note values ($1)', ['here'])
    })
    expect(await database.query('select text from kept.note')).toEqual({ rows: [{ text: 'here' }], rowCount: 1 })
  })

  test('roll back when the work rejects, and leave the connection clean', async () => {
    const failure = new TypeError('no')
    const work = database.transaction(async (session) => {
      await session.query(`insert into kept.note values ('gone')`)
      throw failure
    })
    await expect(work).rejects.toBe(failure)
    expect((await database.query('select text from kept.note')).rowCount).toBe(1)
  })

  test('refuse to pretend a commit after a swallowed failure', async () => {
    const work = database.transaction(async (session) => {
      await session.query('select nonsense').catch(() => undefined)
    })
    await expect(work).rejects.toMatchObject({ code: 'TRANSACTION_ABORTED' })
  })

  test('refuse a statement that comes after their end', async () => {
    const late = await database.transaction((session) => Promise.resolve(session))
    await expect(late.query('select 1')).rejects.toMatchObject({ code: 'TRANSACTION_ENDED' })
  })

  test('of one tick run side by side up to the number of connections, and the rest wait', async () => {
    const counts = await Promise.all(Array.from({ length: 12 }, (_, index) => database.transaction(async (session) => {
      const { rows } = await session.query<{ n: number }>('select $1::int as n', [index])
      return rows[0]?.n
    })))
    expect(counts).toEqual(Array.from({ length: 12 }, (_, index) => index))
  })
})

describe('single queries', () => {
  test('run as the owner role and leave nothing of it on the connection', async () => {
    const { rows } = await database.query(`select current_user::text as role`)
    expect(rows).toEqual([{ role: 'tenon_owner' }])
  })

  test('reject with the error of the server and keep working', async () => {
    await expect(database.query('select nonsense')).rejects.toMatchObject({ code: '42703' })
    await expect(database.query('select 1/$1::int as x', [0])).rejects.toMatchObject({ code: '22012' })
    expect((await database.query('select $1::int as n', [7])).rows).toEqual([{ n: 7 }])
  })

  test('report a constraint that fails only at commit', async () => {
    await database.query('create table kept.parent (id int primary key)')
    await database.query('create table kept.child (id int references kept.parent deferrable initially deferred)')
    await expect(database.query('insert into kept.child values (1)')).rejects.toMatchObject({ code: '23503' })
    expect((await database.query('select * from kept.child')).rowCount).toBe(0)
  })

  test('survive the loss of every connection', async () => {
    await Promise.all(Array.from({ length: 3 }, () => database.query('select 1')))
    await server.cutConnections()
    await vi.waitFor(() => database.query('select 1'))
    expect((await database.query('select 2 as n')).rows).toEqual([{ n: 2 }])
  })
})

describe('opening', () => {
  const hidden = 'hunter2'
  const refusals = [
    ['not a url', 'DATABASE_URL_INVALID'],
    [`mysql://tenon:${hidden}@127.0.0.1/x`, 'DATABASE_URL_INVALID'],
    [`postgresql://tenon:${hidden}@127.0.0.1:1/x`, 'DATABASE_UNREACHABLE'],
    [`postgresql://tenon:${hidden}@no-such-host.invalid/x`, 'DATABASE_UNREACHABLE'],
  ] as const
  test.each(refusals)('%s is refused with %s and no word of the password', async (url, code) => {
    const error: unknown = await openDatabase({ url, connectTimeoutMs: 2_000 }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code })
    expect(JSON.stringify(error) + String((error as Error).message)).not.toContain(hidden)
  })

  test('a database that does not exist is named', async () => {
    const url = new URL(server.url)
    url.pathname = '/nowhere'
    await expect(openDatabase({ url: url.href })).rejects.toMatchObject({ code: 'DATABASE_MISSING', problem: { details: { database: 'nowhere' } } })
  })

  test('a user without rights learns what a superuser must run, and may open once it was run', async () => {
    const plain = `plain_${new URL(server.url).pathname.slice(6)}`
    await withSuperuser(`create role ${plain} login`)
    const url = new URL(server.url)
    url.username = plain
    await expect(openDatabase({ url: url.href })).rejects.toMatchObject({ code: 'DATABASE_RIGHTS_MISSING' })
    await withSuperuser(`grant tenon_owner, tenon_runtime to ${plain}`)
    const opened = await openDatabase({ url: url.href })
    expect((await opened.query('select current_user::text as role')).rows).toEqual([{ role: 'tenon_owner' }])
    await opened.close()
    await withSuperuser(`drop role ${plain}`)
  })

  test('many processes may open at once', async () => {
    const opened = await Promise.all(Array.from({ length: 5 }, () => openDatabase({ url: server.url })))
    await Promise.all(opened.map((each) => each.close()))
  })

  test('a closed database refuses', async () => {
    const opened = await openDatabase({ url: server.url })
    await opened.close()
    await opened.close()
    await expect(opened.query('select 1')).rejects.toMatchObject({ code: 'DATABASE_CLOSED' })
  })
})

async function withSuperuser(sql: string): Promise<void> {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: server.url })
  await client.connect()
  await client.query(sql)
  await client.end()
}
