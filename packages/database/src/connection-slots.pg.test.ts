import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ConnectionSlots } from './connection-slots.ts'
import type { ConnectionSlotsOptions, Slot } from './connection-slots.ts'

let server: TestDatabase
let slots: ConnectionSlots

beforeAll(async () => { server = await createTestDatabase() })
afterEach(() => slots.close())
afterAll(() => server.close())

test('a schema stays with the connection that served it', async () => {
  open({ maxConnections: 3 })
  const schemas = ['a', 'b', 'c']
  const homes = await Promise.all(schemas.map(served))
  for (let round = 0; round < 20; round += 1) expect(await Promise.all(schemas.toReversed().map(served))).toEqual(homes.toReversed())
  expect(new Set(homes).size).toBe(3)
})

test('a connection that has served too many schemas is replaced', async () => {
  open({ maxConnections: 1, maxSchemasPerConnection: 2 })
  const pids = [await served('a'), await served('b'), await served('a'), await served('c'), await served('a')]
  expect(pids.slice(0, 4)).toEqual(Array(4).fill(pids[0]))
  expect(pids[4]).not.toBe(pids[0])
})

test('a connection that broke, or was given back in pieces, is replaced', async () => {
  open({ maxConnections: 1 })
  const first = await served('a')
  await server.cutConnections()
  await expect.poll(() => served('a').catch(() => first)).not.toBe(first)
  const second = await served('a')
  const slot = await take('a')
  slot.release(new Error('inside a transaction'))
  expect(await served('a')).not.toBe(second)
})

test('who waits longer than the limit is refused, the others go on', async () => {
  open({ maxConnections: 1, waitMs: 30 })
  const slot = await take('a')
  await expect(take('b')).rejects.toMatchObject({ code: 'DATABASE_BUSY' })
  const waiting = take('c')
  slot.release()
  const next = await waiting
  next.release()
})

test('when no connection can be opened, everyone learns why', async () => {
  open({ maxConnections: 1, createClient: () => new Client({ connectionString: 'postgresql://tenon@127.0.0.1:1/none' }) })
  const refusals = await Promise.allSettled([take('a'), take('b'), take('c')])
  expect(refusals.map((refusal) => refusal.status === 'rejected' && (refusal.reason as { code: string }).code)).toEqual(Array(3).fill('ECONNREFUSED'))
})

test('a connection that nobody uses is closed', async () => {
  open({ maxConnections: 2, idleMs: 20 })
  await Promise.all([served('a'), served('b')])
  await expect.poll(connectionCount).toBe(0)
})

test('closing refuses who waits and waits for who works', async () => {
  open({ maxConnections: 1 })
  const slot = await take('a')
  const waiting = take('b')
  waiting.catch(() => undefined)
  const closing = slots.close()
  await expect(waiting).rejects.toMatchObject({ code: 'DATABASE_CLOSED' })
  expect((await slot.client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  slot.release()
  await closing
  await expect(take('c')).rejects.toMatchObject({ code: 'DATABASE_CLOSED' })
})

function open(options: Partial<ConnectionSlotsOptions>): void {
  const createClient = () => new Client({ connectionString: server.url, application_name: 'slots' })
  slots = new ConnectionSlots({ createClient, maxConnections: 1, waitMs: 10_000, maxSchemasPerConnection: 100, maxLifetimeMs: 60_000, idleMs: 10_000, ...options })
}

function take(schema: string): Promise<Slot> {
  return new Promise((resolve, reject) => {
    slots.take(schema, (error, slot) => {
      if (slot) resolve(slot)
      else reject(error as Error)
    })
  })
}

/** Uses a connection for a schema and tells which server process it was. */
async function served(schema: string): Promise<number> {
  const slot = await take(schema)
  try {
    const { rows } = await slot.client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return rows[0]?.pid ?? 0
  } finally {
    slot.release()
  }
}

async function connectionCount(): Promise<number> {
  const client = new Client({ connectionString: server.url })
  await client.connect()
  const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'slots'`)
  await client.end()
  return rows[0]?.n ?? 0
}
