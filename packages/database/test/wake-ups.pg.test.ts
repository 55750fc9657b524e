import { openDatabase } from '@tenon/database'
import { openWakeUps } from '@tenon/database/wake-ups'
import type { OpenedWakeUps } from '@tenon/database/wake-ups'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

let server: TestDatabase
let database: TenantDatabase
let one: OpenedWakeUps
let other: OpenedWakeUps

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url })
  ;[one, other] = await Promise.all([openWakeUps({ url: server.url }), openWakeUps({ url: server.url })])
})
afterAll(async () => {
  await one.close()
  await other.close()
  await database.close()
  await server.close()
})

test('a wish wakes one of those who wait, and leaves with its transaction or not at all', async () => {
  const woken: string[] = []
  const stops = await Promise.all([one, other].map((wakeUps) => wakeUps.onWake('look', async (key) => void woken.push(key))))
  await database.transaction((session) => one.wake(session, { name: 'look', key: 'acme' }))
  await database.transaction(async (session) => {
    await one.wake(session, { name: 'look', key: 'never' })
    throw new RangeError('changed my mind')
  }).catch(() => undefined)
  await vi.waitFor(() => { expect(woken).toEqual(['acme']) }, 10_000)
  await one.wake(database, { name: 'look', key: 'globex' })
  await vi.waitFor(() => { expect(woken).toEqual(['acme', 'globex']) }, 10_000)
  for (const stop of stops) await stop()
})

test('wishes for the same key that wait are one, and a later one waits for its time', async () => {
  await one.wake(database, { name: 'later', key: 'acme' })
  await other.wake(database, { name: 'later', key: 'acme' })
  await one.wake(database, { name: 'later', key: 'globex', at: '2999-01-01T00:00:00Z' })
  const woken: string[] = []
  const stop = await one.onWake('later', async (key) => void woken.push(key))
  await one.wake(database, { name: 'later', key: 'initech' })
  await vi.waitFor(() => { expect(woken).toContain('initech') }, 10_000)
  expect(woken).toEqual(['acme', 'initech'])
  await stop()
})
