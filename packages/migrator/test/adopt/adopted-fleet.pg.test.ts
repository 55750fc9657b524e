import { randomUUID } from 'node:crypto'
import { openDatabase } from '@tenon/database'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase, fakeClock } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFleetRunner } from '../../src/index.ts'
import type { FleetRunner } from '../../src/index.ts'
import { compileMove } from '../../src/program/compile-move.ts'
import { migrationsOf, targetOf } from './adopted-project.ts'

const targets = ['acme', 'globex'].map((tenant) => targetOf('booking', tenant))
let server: TestDatabase
let database: TenantDatabase
let fleet: FleetRunner

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url })
  fleet = createFleetRunner({ database, clock: fakeClock(), createId: (prefix) => `${prefix}_${randomUUID()}` })
})
afterAll(async () => {
  await database.close()
  await server.close()
})

/** How many rooms a session of one tenant sees in the schema of another. */
async function roomsSeen(tenantId: string, schema: string): Promise<unknown> {
  return database.transaction(async (session) => {
    await session.query(`select set_config('role', 'tenon_runtime', true), set_config('tenon.tenant_id', $1, true)`, [tenantId])
    return (await session.query<{ rooms: number }>(`select count(*)::int as rooms from ${schema}.room`)).rows[0]?.rooms
  })
}

it('a fleet installs an adopted module, takes it back and resumes, guarded as a schema', async () => {
  const migrations = await migrationsOf('booking')
  const begin = { module: 'booking', migrations, targets }
  expect(await fleet.start({ ...begin, toDataVersion: 10 })).toMatchObject({ status: 'succeeded', counts: { moved: 2 }, problems: [] })
  const run = await fleet.start({ ...begin, toDataVersion: 12 })
  expect(run).toMatchObject({ status: 'succeeded', counts: { moved: 2 } })
  for (const { schema, tenantId } of targets) {
    expect(await roomsSeen(tenantId, schema)).toBe(2)
    expect(await roomsSeen('somebody', schema)).toBe(0)
  }
  // An undo reads its targets from the journal alone.
  expect(await fleet.undo(run.runId ?? '')).toMatchObject({ status: 'succeeded', counts: { moved: 2 }, problems: [] })
  expect((await fleet.status(run.runId ?? '')).tenants.map(({ target }) => target)).toEqual(targets)
  expect(await fleet.start({ ...begin, toDataVersion: 12 })).toMatchObject({ status: 'succeeded', counts: { moved: 2 } })
  for (const { schema } of targets) expect(await roomsSeen('somebody', schema)).toBe(0)
})

it('its moves are not compiled, and say why', async () => {
  expect(await compileMove(database, { direction: 'up', module: 'booking', migrations: await migrationsOf('booking'), from: null, toDataVersion: 12, guard: 'schema' })).toEqual({ kind: 'step-by-step', reason: 'guards of a whole schema name the tenant' })
})

it('a run is of one guard', async () => {
  const [first, second] = targets
  if (first === undefined || second === undefined) throw new RangeError('two targets')
  await expect(fleet.start({ module: 'booking', migrations: await migrationsOf('booking'), toDataVersion: 12, targets: [first, { ...second, guard: 'column' }] })).rejects.toMatchObject({ code: 'FLEET_TARGETS_INVALID', problem: { details: { reason: 'other-guard' } } })
})
