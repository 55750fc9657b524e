import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Readable } from 'node:stream'
import type { Plan } from '@tenon/model'
import { boundaryChoice, chooseBoundaries, packTestModule } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyInChild } from '../test/apply-in-child.ts'
import { dana, moveTo, openRegistryFixture, packSamples, sampleMigrations } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { TenantStatus } from './surface/lock-registry.ts'

/**
 * Boundaries are the journal's own: each call of `onProgress`, and each phase of the operation. All of them run in `npm run nightly:boundaries`. In `npm test`
 * run the first, the last, those inside a step outside a transaction, and of the others one in four, by the seed in the
 * titles: `TENON_BOUNDARIES=<seed>` runs the same again. That a move which nobody kills meets all of them is always run.
 */
const choice = boundaryChoice(process.env['TENON_BOUNDARIES'])
const chosen = choice === 'all' ? 'every boundary' : `the boundaries of seed ${choice}`

let fixture: RegistryFixture

beforeAll(async () => {
  const slow = { phase: 'expand', up: 'alter table item add column weight int;\nselect pg_sleep(30);', down: 'alter table item drop column weight;' } as const
  const quick = { ...slow, up: 'alter table item add column weight int;' }
  const long = [
    { phase: 'backfill', run: 'batches', up: `update item set name = sku where (tenant_id, sku) in (select tenant_id, sku from item where name is null limit current_setting('tenon.batch_rows')::int);`, down: '' },
    { phase: 'expand', run: 'outside', up: 'create index concurrently item_name on item (tenant_id, name);', down: 'drop index item_name;' },
  ] as const
  fixture = await openRegistryFixture([
    ...await packSamples(),
    await packTestModule({ version: '3.0.0', migrations: [...sampleMigrations, quick] }),
    await packTestModule({ version: '4.0.0', migrations: [...sampleMigrations, slow] }),
    await packTestModule({ version: '5.0.0', migrations: [...sampleMigrations, ...long, quick] }),
  ])
})
afterAll(() => fixture.close())

function schemaOf(tenantId: string): string {
  return `t_${tenantId.replaceAll('-', '_')}__sample`
}

async function stateOf(tenantId: string) {
  const { rows } = await fixture.database.query<{ name: string }>("select column_name as name from information_schema.columns where table_schema = $1 and table_name = 'item' order by 1", [schemaOf(tenantId)])
  const entries = (await fixture.registry.getLock(tenantId)).entries
  return { columns: rows.map(({ name }) => name).join(' '), versions: entries.map(({ version, dataVersion }) => `${version} at ${dataVersion}`) }
}

const old = { columns: 'sku tenant_id', versions: ['1.0.0 at 1'] }
const moved = { columns: 'name sku tenant_id weight', versions: ['3.0.0 at 4'] }

async function installedTenant(tenantId: string, range: string) {
  await fixture.registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
  await moveTo(fixture.registry, '1.0.0', tenantId)
  return fixture.registry.plan({ kind: 'move', tenantId, targets: { sample: range } }, dana)
}

function startInChild(planId: string): ChildProcessByStdio<null, Readable, null> {
  const script = fileURLToPath(new URL('../test/apply-and-die.ts', import.meta.url))
  return spawn(process.execPath, ['--conditions=tenon-source', script, fixture.databaseUrl, fixture.directory, planId], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** The last operation, once it is known to be over. */
function endOf(tenantId: string) {
  return expect.poll(async () => (await fixture.registry.status(tenantId))[0]?.lastOperation?.status, { timeout: 20_000 })
}

/** What a move tells while nobody kills it, a title for each boundary. */
async function boundariesOf(plan: Plan): Promise<readonly string[]> {
  const { signal, boundaries } = await applyInChild(fixture, plan.id, null)
  expect(signal).toBeNull()
  return boundaries
}

/** Applies in a process that kills itself at a boundary, and waits until everybody knows. */
async function applyKilled(tenantId: string, planId: string, dieAt: number) {
  const { signal } = await applyInChild(fixture, planId, dieAt)
  expect({ dieAt, signal }).toEqual({ dieAt, signal: 'SIGKILL' })
  await endOf(tenantId).not.toBe('running')
  const [status] = await fixture.registry.status(tenantId)
  return status
}

test(`killed at any boundary of its journal, a move is all old or all new, and runs again (${chosen})`, { timeout: 600_000 }, async () => {
  const boundaries = await boundariesOf(await installedTenant('never-dies', '3.0.0'))
  expect(await stateOf('never-dies')).toEqual(moved)
  // Every step that has work of its own begins and ends: the list of boundaries comes from the journal itself.
  expect(boundaries.length).toBeGreaterThan(7)
  for (const dieAt of chooseBoundaries({ total: boundaries.length, choice })) {
    const tenantId = `dies-at-${dieAt}`
    const plan = await installedTenant(tenantId, '3.0.0')
    const status = await applyKilled(tenantId, plan.id, dieAt)
    const isNew = status?.lastOperation?.status === 'succeeded'
    expect(await stateOf(tenantId)).toEqual(isNew ? moved : old)
    expect(status?.lastOperation?.status).toBe(isNew ? 'succeeded' : 'interrupted')
    if (!isNew) expect((await moveTo(fixture.registry, '3.0.0', tenantId)).status).toBe('succeeded')
    expect(await stateOf(tenantId)).toEqual(moved)
  }
})

test('killed in the middle of a long statement, the tenant stays old and can move again', { timeout: 60_000 }, async () => {
  const plan = await installedTenant('sleeper', '4.0.0')
  const child = startInChild(plan.id)
  for await (const lines of child.stdout) if (String(lines).includes('0004_test_step')) break
  await expect(moveTo(fixture.registry, '3.0.0', 'sleeper')).rejects.toMatchObject({ code: 'TENANT_BUSY' })
  child.kill('SIGKILL')
  await once(child, 'exit')
  await endOf('sleeper').toBe('interrupted')
  expect(await stateOf('sleeper')).toEqual(old)
  expect((await moveTo(fixture.registry, '3.0.0', 'sleeper')).status).toBe('succeeded')
  expect(await stateOf('sleeper')).toEqual(moved)
})

/** Ten rows that the version 1.0.0 wrote. */
async function writeItems(tenantId: string): Promise<void> {
  await fixture.database.transaction(async (session) => {
    await session.query(`select set_config('tenon.tenant_id', $1, true)`, [tenantId])
    await session.query(`insert into ${schemaOf(tenantId)}.item (sku) select 'sku-' || n from generate_series(1, 10) n`)
  })
}

/** The version that ran goes on, and what is prepared is kept and told. */
async function expectPreparedOnly(tenantId: string, status: TenantStatus | undefined): Promise<void> {
  expect(status?.lock.entries[0]?.version).toBe('1.0.0')
  const { rows } = await fixture.database.query<{ prepared: boolean }>(`select prepared from ${schemaOf(tenantId)}.tenon_ledger where data_version > 1`)
  expect(rows.every(({ prepared }) => prepared)).toBe(true)
  if (rows.length > 0) expect(status?.attention).toContainEqual(expect.stringMatching(/^The data of sample is prepared up to 000\d_test_step.*`tenon abandon prepares-/))
}

async function expectLongMoved(tenantId: string): Promise<void> {
  expect(await stateOf(tenantId)).toEqual({ columns: 'name sku tenant_id weight', versions: ['5.0.0 at 6'] })
  const { rows } = await fixture.database.query<{ valid: boolean }>(`select indisvalid as valid from pg_index where indexrelid = '${schemaOf(tenantId)}.item_name'::regclass`)
  expect(rows).toEqual([{ valid: true }])
}

test(`killed at any boundary while it prepares, a move keeps what is prepared, says so, and goes on from there (${chosen})`, { timeout: 600_000 }, async () => {
  const unharmed = await installedTenant('prepares-unharmed', '5.0.0')
  await writeItems('prepares-unharmed')
  const boundaries = await boundariesOf(unharmed)
  await expectLongMoved('prepares-unharmed')
  const always = boundaries.flatMap((title, boundary) => (title.includes('0005_test_step') ? [boundary] : []))
  expect({ boundaries: boundaries.length > 11, outside: always.length > 0 }).toEqual({ boundaries: true, outside: true })
  for (const [index, dieAt] of chooseBoundaries({ total: boundaries.length, always, choice }).entries()) {
    const tenantId = `prepares-${dieAt}`
    const plan = await installedTenant(tenantId, '5.0.0')
    expect(plan.steps.flatMap((step) => (step.kind === 'prepare' ? [step.migration] : []))).toEqual(['0002_test_step', '0004_test_step', '0005_test_step'])
    await writeItems(tenantId)
    const status = await applyKilled(tenantId, plan.id, dieAt)
    if (status?.lastOperation?.status !== 'succeeded') {
      await expectPreparedOnly(tenantId, status)
      if (index % 4 === 3) {
        await fixture.registry.abandon(tenantId, 'sample', dana)
        expect(await stateOf(tenantId)).toEqual(old)
      }
      // The plan that was cut off applies all the same: a preparation changes nothing that it rests on.
      expect((await fixture.registry.apply(plan.id, dana)).status).toBe('succeeded')
    }
    await expectLongMoved(tenantId)
  }
})
