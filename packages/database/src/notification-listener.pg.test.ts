import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openSilentProxy } from '../test/silent-proxy.ts'
import { openDatabase } from './open-database.ts'

let server: TestDatabase
let database: TenantDatabase

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url })
})

afterAll(async () => {
  await database.close()
  await server.close()
})

test('messages arrive on their own channel until listening stops', async () => {
  const first: string[] = []
  const second: string[] = []
  const stop = await database.listen('first', (payload) => first.push(payload), () => undefined)
  await database.listen('Second', (payload) => second.push(payload), () => undefined)
  await database.query(`select pg_notify('first', '1'), pg_notify('Second', '2')`)
  await vi.waitFor(() => { expect([first, second]).toEqual([['1'], ['2']]) })
  await stop()
  await database.query(`select pg_notify('first', '3'), pg_notify('Second', '4')`)
  await vi.waitFor(() => { expect(second).toEqual(['2', '4']) })
  expect(first).toEqual(['1'])
})

test('a broken connection comes back, says that messages may be missing, and goes on', async () => {
  const received: string[] = []
  let gaps = 0
  await database.listen('lasting', (payload) => received.push(payload), () => { gaps += 1 })
  await server.cutConnections()
  await vi.waitFor(() => { expect(gaps).toBe(1) }, 5_000)
  await vi.waitFor(() => database.query(`select pg_notify('lasting', 'after')`))
  await vi.waitFor(() => { expect(received).toEqual(['after']) })
})

test('a connection that falls silent without a word is given up, and what it announced and listened to goes on with another', async () => {
  const proxy = await openSilentProxy(server.url)
  const distant = await openDatabase({ url: server.url, directUrl: proxy.url, listenerProbe: { everyMs: 50, deadlineMs: 200 } })
  const told: string[] = []
  await distant.listen('distant', (payload) => told.push(payload), () => told.push('gap'))
  await distant.announce('host-x', () => told.push('lost'), () => told.push('back'))
  await database.query(`select pg_notify('distant', 'heard')`)
  await vi.waitFor(() => { expect(told).toEqual(['heard']) })
  proxy.fallSilent()
  await database.query(`select pg_notify('distant', 'missed')`)
  await vi.waitFor(() => { expect(told).toEqual(['heard', 'lost', 'back', 'gap']) }, 5_000)
  await database.query(`select pg_notify('distant', 'again')`)
  await vi.waitFor(() => { expect(told.at(-1)).toBe('again') })
  await distant.close()
  await proxy.close()
})
