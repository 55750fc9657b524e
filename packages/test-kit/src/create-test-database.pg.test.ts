import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from './create-test-database.ts'
import type { TestDatabase } from './create-test-database.ts'

let first: TestDatabase
let second: TestDatabase

beforeAll(async () => {
  ;[first, second] = await Promise.all([createTestDatabase(), createTestDatabase()])
})

afterAll(() => Promise.all([first.close(), second.close()]))

test('each database is empty and apart from the others', async () => {
  await withClient(first.url, (client) => client.query('create table only_here (id int)'))
  const { rows } = await withClient(second.url, (client) => client.query(`select to_regclass('only_here') as found`))
  expect(rows).toEqual([{ found: null }])
})

test('closing drops the database, twice without complaint, and cuts off who is connected', async () => {
  const database = await createTestDatabase()
  const client = new Client({ connectionString: database.url })
  const cutOff = new Promise((resolve) => client.on('error', resolve))
  await client.connect()
  await database.close()
  await cutOff
  await database.close()
  await expect(withClient(database.url, (other) => other.query('select 1'))).rejects.toMatchObject({ code: '3D000' })
})

async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
