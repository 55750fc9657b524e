import { openDatabase } from '@tenon/database'
import type { SqlSession } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { headerOf } from '../../src/authoring/lint/migration-text.ts'
import { loadParser, parseScript } from '../../src/authoring/lint/parse-script.ts'
import { readShapes } from '../../src/shape/read-shapes.ts'
import { examplesOf, history } from './corpus.ts'

/** What a server without more than PostgreSQL 15 and no extension cannot run. */
const needsMore = ['add-virtual-column', 'exclusion-with-tenant']
/** The value of an enum and a comment stay, and one way back says that it loses a column. */
const leavesTrace = ['enum-value-outside', 'enum-value-alone', 'empty-down', 'down-says-it']
const examples = examplesOf('good').filter(({ name }) => !needsMore.includes(name))
let server: TestDatabase
let database: TenantDatabase

beforeAll(async () => {
  await loadParser()
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url })
})
afterAll(async () => {
  await database.close()
  await server.close()
})

async function run(session: SqlSession, text: string, inTransaction: boolean): Promise<void> {
  if (inTransaction) await session.query('begin')
  for (const { sql } of parseScript(text).statements) await session.query(sql)
  if (inTransaction) await session.query('commit')
}

it.each(examples)('$name runs, and its way back leads to the same shape', async ({ name, migration }) => {
  const schema = `good_${name.replaceAll('-', '_')}`
  await database.session(async (session) => {
    await session.query(`create schema ${schema}`)
    await session.query(`select set_config('search_path', $1, false), set_config('tenon.tenant_id', 'acme', false), set_config('tenon.batch_rows', '100', false)`, [schema])
    await run(session, history.up, true)
    const shape = async () => (await readShapes(session, [schema])).get(schema)?.objects
    const before = await shape()
    await run(session, migration.up, headerOf(migration.up)?.run !== 'outside')
    if (migration.restore !== null) await run(session, migration.restore, true)
    if (migration.down === null) return
    await run(session, migration.down, true)
    if (leavesTrace.includes(name)) return
    expect(await shape()).toEqual(before)
  })
})
