import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '@tenon/database'
import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'

let server: TestDatabase

beforeAll(async () => { server = await createTestDatabase() })
afterAll(() => server.close())

/** Runs the script as a person does, without a terminal; resolves to what it printed, its run's id left out. */
function run(...args: readonly string[]): Promise<{ readonly code: number; readonly runId: string; readonly last: readonly string[] }> {
  const { PATH = '' } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, ['--conditions=tenon-source', fileURLToPath(new URL('move-fleet.ts', import.meta.url)), ...args], { env: { PATH, DATABASE_URL: server.url } }, (error, stdout, stderr) => {
      const runId = /fleet_[0-9a-f-]+/.exec(stdout)?.[0] ?? ''
      const lines = `${stdout}${stderr}`.replaceAll(runId === '' ? '\0' : runId, 'RUN').trim().split('\n')
      resolve({ code: error === null ? 0 : Number(error.code), runId, last: lines.slice(lines.findIndex((line) => /^(succeeded|incomplete|stopped)/.test(line))) })
    })
  })
}

test('the script of the guide moves a fleet, names who failed, and goes on or takes it back', { timeout: 180_000 }, async () => {
  expect(await run('--tenants', '12', '--to', '1')).toMatchObject({ code: 0, last: ['succeeded: 12 moved'] })
  const database = await openDatabase({ url: server.url })
  const inTenant = (sql: string) => database.transaction(async (session) => {
    await session.query(`select set_config('tenon.tenant_id', 'shop-3', true)`)
    await session.query(sql)
  })
  await inTenant(`insert into t_shop_3__shop.item (id, name) values (1, 'same'), (2, 'same')`)

  const failed = await run('--tenants', '12', '--to', '2')
  expect(failed).toMatchObject({
    code: 1,
    last: [
      'incomplete: 11 moved, 1 failed',
      '  shop-3 failed: Migration 0002_name_once failed at prisma/migrations/0002_name_once/migration.sql:3: could not create unique index "item_name" (SQLSTATE 23505).',
      '    Nothing was changed. Correct the data or publish a corrected version, then plan again.',
      'after the correction: --resume RUN',
      'or take it back: --undo RUN',
    ],
  })
  await inTenant('delete from t_shop_3__shop.item where id = 2')
  await database.close()
  expect(await run('--resume', failed.runId)).toMatchObject({ code: 0, last: ['succeeded: 12 moved'] })
  expect(await run('--undo', failed.runId)).toMatchObject({ code: 0, last: ['succeeded: 12 moved'] })
  expect(await run('--tenants', '12', '--to', '1')).toMatchObject({ code: 0, last: ['succeeded: 12 unchanged'] })
})
