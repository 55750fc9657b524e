import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDatabase } from './open-database.ts'

let server: TestDatabase
let one: TenantDatabase
let other: TenantDatabase

beforeAll(async () => {
  server = await createTestDatabase()
  one = await openDatabase({ url: server.url })
  other = await openDatabase({ url: server.url })
})

afterAll(async () => {
  await one.close()
  await other.close()
  await server.close()
})

function seen(names: readonly string[]): Promise<readonly string[]> {
  return other.transaction((session) => other.announced(session, names))
}

test('a name is announced until its holder ends it', async () => {
  const end = await one.announce('host-a', () => undefined, () => undefined)
  expect(await seen(['host-a', 'host-b'])).toEqual(['host-a'])
  await end()
  expect(await seen(['host-a'])).toEqual([])
})

test('a holder whose connection broke is told, and holds its name again once it is back', async () => {
  const told: string[] = []
  const end = await one.announce('host-c', () => told.push('lost'), () => told.push('back'))
  await server.cutConnections()
  await vi.waitFor(() => { expect(told).toEqual(['lost', 'back']) }, 5_000)
  await vi.waitFor(async () => { expect(await seen(['host-c'])).toEqual(['host-c']) })
  await end()
})

test('a holder that closes is gone', async () => {
  const closing = await openDatabase({ url: server.url })
  await closing.announce('host-d', () => undefined, () => undefined)
  expect(await seen(['host-d'])).toEqual(['host-d'])
  await closing.close()
  await vi.waitFor(async () => { expect(await seen(['host-d'])).toEqual([]) })
})
