import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { PrepareOptions, SqlDatabase } from '@tenon/model'
import { boundaryChoice, chooseBoundaries } from '@tenon/test-kit'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMigrator } from '../src/index.ts'
import { openFixture } from './fixture.ts'
import type { Fixture, TenantFixture } from './fixture.ts'
import { atBoundaries, atStatements, endedAt, indexesOf, tenantWithItems } from './prepare-fixture.ts'

/**
 * Boundaries are the statements of a preparation that leave something behind. All of them run in `npm run nightly:boundaries`.
 * In `npm test` run the first, the last, those around the concurrent index (in its middle a test of its own),
 * and of the others one in four, by the seed in the titles: `TENON_BOUNDARIES=<seed>` runs the same again.
 */
const choice = boundaryChoice(process.env['TENON_BOUNDARIES'])
const chosen = choice === 'all' ? 'every one' : `those of seed ${choice}`

let fixture: Fixture
const migrator = createMigrator({ wait: () => Promise.resolve() })

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

function prepare(tenant: TenantFixture, database: SqlDatabase = fixture.database, options: Partial<PrepareOptions> = {}) {
  return migrator.prepare(database, tenant.target, { migrations: tenant.migrations, toDataVersion: 5, batchRows: 10, workShare: 1, ...options })
}

/** Until the server has noticed that whoever prepared before is gone. */
async function prepareAgain(tenant: TenantFixture) {
  await expect.poll(() => prepare(tenant).then(() => 'prepared', (error: unknown) => {
    if ((error as { code?: string }).code !== 'PREPARATION_BUSY') throw error
    return 'busy'
  }), { timeout: 20_000 }).toBe('prepared')
}

/** All a preparation and a move were to do, whatever came in between; and what the old version wrote. */
async function expectMoved(tenant: TenantFixture, items: number) {
  expect(await indexesOf(tenant)).toEqual([{ name: 'item_open', valid: true }])
  expect(await tenant.up(5)).toMatchObject({ dataVersion: 5 })
  expect(await tenant.sql('select count(*)::int as n from item where exact = quantity')).toEqual([{ n: items }])
  expect(await tenant.sql('select data_version as v from tenon_ledger where not prepared order by 1')).toEqual([1, 2, 3, 4, 5].map((v) => ({ v })))
}

function prepareInChild(tenant: TenantFixture, dieAt: number) {
  const script = fileURLToPath(new URL('prepare-and-die.ts', import.meta.url))
  const orders = JSON.stringify({ url: fixture.url, target: tenant.target, migrations: tenant.migrations, toDataVersion: 5, dieAt })
  return spawn(process.execPath, ['--conditions=tenon-source', script, orders], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function statementsOfPreparation(): Promise<number> {
  let count = 0
  await prepare(await tenantWithItems(fixture, 25), atStatements(fixture.database, () => { count += 1 }))
  return count
}

/** The statement before each boundary. */
async function boundariesOfPreparation(): Promise<readonly string[]> {
  const statements: string[] = []
  await prepare(await tenantWithItems(fixture, 25), atBoundaries(fixture.database, (statement) => { statements.push(statement) }))
  return statements
}

test(`its process killed after any statement that leaves something behind, a preparation is finished by the next (${chosen})`, { timeout: 600_000 }, async () => {
  const boundaries = await boundariesOfPreparation()
  expect(boundaries.length).toBeGreaterThan(12)
  const built = boundaries.findIndex((statement) => statement.includes('index concurrently'))
  expect(built).toBeGreaterThan(1)
  const always = [built - 1, built, built + 1]
  for (const dieAt of chooseBoundaries({ total: boundaries.length, always, choice })) {
    const tenant = await tenantWithItems(fixture, 25)
    const [, signal] = await once(prepareInChild(tenant, dieAt), 'exit') as [number | null, NodeJS.Signals | null]
    expect({ dieAt, signal }).toEqual({ dieAt, signal: 'SIGKILL' })
    await tenant.sql('insert into item (id, quantity) values (1000, 3)')
    await prepareAgain(tenant)
    await expectMoved(tenant, 26)
  }
})

test('its process killed in the middle of building an index, the invalid one is removed and built again', { timeout: 60_000 }, async () => {
  const tenant = await tenantWithItems(fixture, 25)
  const child = await fixture.database.transaction(async (session) => {
    // Whoever builds concurrently waits in the end for every snapshot that is older, as this one will be.
    await session.query('set transaction isolation level repeatable read')
    await session.query('select 1')
    const started = prepareInChild(tenant, -1)
    await expect.poll(() => indexesOf(tenant), { timeout: 20_000 }).toEqual([{ name: 'item_open', valid: false }])
    started.kill('SIGKILL')
    await once(started, 'exit')
    return started
  })
  expect(child.signalCode).toBe('SIGKILL')
  await prepareAgain(tenant)
  await expectMoved(tenant, 25)
})

test('an index that was finished although nobody noted it is recognised; one that means something else is not taken for it', async () => {
  const finished = await tenantWithItems(fixture, 5)
  await expect(prepare(finished, atBoundaries(fixture.database, () => undefined), { toDataVersion: 3 })).resolves.toMatchObject({ current: null })
  await finished.sql('alter table item add column label text')
  await finished.sql(`create index item_open on item (tenant_id, lower(label), quantity) where status = 'open'`)
  const [before] = await finished.sql('select oid from pg_class where relname = $1 and relnamespace = $2::regnamespace', ['item_open', finished.target.schema])
  await finished.sql('alter table item rename label to other')
  await finished.sql('alter table item add column label text')
  await expect(prepare(finished)).rejects.toMatchObject({ code: 'MIGRATION_FAILED' })
  await finished.sql('alter table item drop column label')
  await expect(prepare(finished)).rejects.toMatchObject({ problem: { details: { sqlState: '42P07' } } })
  await finished.sql('drop index item_open')
  await finished.sql(`create index item_open on item (tenant_id, lower(label), quantity) where status = 'open'`)
  const [made] = await finished.sql('select oid from pg_class where relname = $1 and relnamespace = $2::regnamespace', ['item_open', finished.target.schema])
  expect(made).not.toEqual(before)
  await prepare(finished)
  expect(await finished.sql('select oid from pg_class where relname = $1 and relnamespace = $2::regnamespace', ['item_open', finished.target.schema])).toEqual([made])
})

test(`its backend ended by the server at any statement, a preparation is finished by the next, or abandoned (${choice === 'all' ? chosen : `one in nine, ${chosen}`})`, { timeout: 600_000 }, async () => {
  const total = await statementsOfPreparation()
  for (const [index, boundary] of chooseBoundaries({ total, oneIn: 9, choice }).entries()) {
    const tenant = await tenantWithItems(fixture, 25)
    await expect(prepare(tenant, endedAt(fixture.database, boundary + 1))).rejects.toThrow()
    if (index % 2 === 1) {
      expect(await fixture.database.transaction((session) => migrator.abandon(session, tenant.target))).toMatchObject({ dataVersion: 1 })
      expect(await indexesOf(tenant)).toEqual([])
      expect(await tenant.sql('select count(*)::int as n from item where quantity = id')).toEqual([{ n: 25 }])
    }
    await prepare(tenant)
    await expectMoved(tenant, 25)
  }
})

test('failures, abandons, moves and roll backs in any order lose nothing that was written', { timeout: 240_000 }, async () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant('prepare' as const), statement: fc.integer({ min: 1, max: 120 }) }),
    fc.record({ kind: fc.constantFrom('abandon' as const, 'up' as const, 'down' as const, 'write' as const), statement: fc.constant(0) }),
  )
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 10 }), async (acts) => {
    const tenant = await tenantWithItems(fixture, 25)
    const quantities = new Map(Array.from({ length: 25 }, (_, index) => [index + 1, index + 1]))
    for (const [index, { kind, statement }] of acts.entries()) {
      if (kind === 'prepare') await prepare(tenant, endedAt(fixture.database, statement)).catch(() => undefined)
      if (kind === 'abandon') await fixture.database.transaction((session) => migrator.abandon(session, tenant.target))
      if (kind === 'up') await tenant.up(5).catch((error: unknown) => { expect((error as { code?: string }).code).toBe('MIGRATION_NOT_PREPARED') })
      if (kind === 'down') await tenant.down(1)
      if (kind !== 'write') continue
      const moved = await tenant.sql('select from tenon_ledger where data_version = 5')
      quantities.set(index + 1, 500 + index)
      await tenant.sql(`update item set quantity = $2${moved.length > 0 ? ', exact = $2' : ''} where id = $1`, [index + 1, 500 + index])
    }
    if ((await tenant.sql('select from tenon_ledger where data_version = 5')).length === 0) await prepare(tenant)
    await expectMoved(tenant, 25)
    expect(await tenant.sql('select id, quantity, exact::int from item order by id')).toEqual([...quantities].map(([id, quantity]) => ({ id, quantity, exact: quantity })))
  }), { seed: 12, numRuns: 20 })
})

test('batches and the move lose nothing of what the old version goes on writing', { timeout: 60_000 }, async () => {
  const tenant = await tenantWithItems(fixture, 400)
  let writing = true
  let written = 0
  const write = async (writer: number) => {
    for (let turn = 1; writing; turn += 1) {
      await fixture.database.transaction(async (session) => {
        await session.query(`set local lock_timeout = '10s'`)
        await session.query(`select set_config('search_path', $1, true), set_config('tenon.tenant_id', $2, true)`, [tenant.target.schema, tenant.target.tenantId])
        await session.query('update item set quantity = quantity + 1000 where id = $1', [(turn * 7 + writer) % 400 + 1])
        await session.query('insert into item (id, quantity) values ($1, 5)', [writer * 1_000_000 + turn])
      })
      written += 1
    }
  }
  const writers = [1, 2].map(write)
  try {
    await createMigrator().prepare(fixture.database, tenant.target, { migrations: tenant.migrations, toDataVersion: 5, batchRows: 100 })
    await expect.poll(() => written).toBeGreaterThan(20)
    await tenant.up(5)
    const [moved] = await tenant.sql<{ xid: string }>('select min(xmin::text::bigint)::text as xid from tenon_ledger where data_version = 5')
    // What the old version writes after the move is no longer its to write.
    expect(await tenant.sql('select id from item where exact is distinct from quantity and xmin::text::bigint < $1', [moved?.xid])).toEqual([])
    expect(await tenant.sql('select count(*)::int > 400 as more from item where exact = quantity')).toEqual([{ more: true }])
  } finally {
    writing = false
    await Promise.all(writers)
  }
})
