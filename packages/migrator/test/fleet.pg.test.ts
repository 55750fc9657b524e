import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FleetOutcome, FleetProgress } from '../src/index.ts'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture } from './fixture.ts'
import { createFleet } from './fleet-fixture.ts'
import type { Fleet } from './fleet-fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const itemTable = { up: `create table item (${tenantColumn}, id int, name text not null, primary key (tenant_id, id));`, down: 'drop table item;' }
const addPrice = { up: 'alter table item add column price numeric(10,2);', down: 'alter table item drop column price;' }
const uniqueName = { up: `-- One of a name.\ncreate unique index item_name on item (tenant_id, name);`, down: 'drop index item_name;' }
const steps = [itemTable, addPrice, uniqueName]

const requestTo = ({ module, migrations, targets }: Fleet, toDataVersion: number) => ({ module, migrations, targets, toDataVersion })

/** A fleet at version 2; the tenants named hold what version 3 refuses. */
async function fleetAtTwo(count: number, broken: readonly number[] = []): Promise<Fleet> {
  const fleet = createFleet(fixture, steps, count)
  await fleet.runner().start(requestTo(fleet, 2))
  for (const tenant of broken) await fleet.sql(tenant, `insert into item (id, name) values (1, 'same'), (2, 'same')`)
  return fleet
}

function idOf(outcome: FleetOutcome): string {
  if (outcome.runId === null) throw new TypeError('nothing was done')
  return outcome.runId
}

describe('start', () => {
  test('brings every tenant to the version asked for, from wherever it stands', async () => {
    const fleet = createFleet(fixture, steps, 6)
    await fleet.runner().start({ ...requestTo(fleet, 3), targets: fleet.targets.slice(0, 2) })
    await fleet.runner().start({ ...requestTo(fleet, 1), targets: fleet.targets.slice(2, 4) })
    const outcome = await fleet.runner().start(requestTo(fleet, 2))
    expect(outcome).toMatchObject({ status: 'succeeded', counts: { moved: 6, unchanged: 0, failed: 0, pending: 0 }, problems: [] })
    expect(await fleet.dataVersions()).toEqual([2, 2, 2, 2, 2, 2])
    expect(await fleet.runner().status(idOf(outcome))).toMatchObject({ tenants: [{ fromDataVersion: 3 }, { fromDataVersion: 3 }, { fromDataVersion: 1 }, { fromDataVersion: 1 }, { fromDataVersion: 0 }, { fromDataVersion: 0 }] })
  })

  test('with everybody there already writes nothing and says so', async () => {
    const fleet = await fleetAtTwo(3)
    const before = await fleet.runner().readRuns()
    expect(await fleet.runner().start(requestTo(fleet, 2))).toEqual({ runId: null, status: 'succeeded', counts: { pending: 0, moved: 0, unchanged: 3, failed: 0, drifted: 0 }, problems: [] })
    expect(await fleet.runner().readRuns()).toEqual(before)
  })

  test('leaves contract steps to finalize, and is then done', async () => {
    const fleet = createFleet(fixture, [itemTable, { up: 'alter table item drop column name;', phase: 'contract' }], 2)
    expect(await fleet.runner().start(requestTo(fleet, 2))).toMatchObject({ counts: { moved: 2 } })
    expect(await fleet.runner().start(requestTo(fleet, 2))).toMatchObject({ runId: null })
  })

  test('a tenant that fails stops nobody else, and is named with file, line and SQLSTATE', async () => {
    const fleet = await fleetAtTwo(8, [1, 5])
    const outcome = await fleet.runner().start(requestTo(fleet, 3))
    expect(outcome).toMatchObject({ status: 'incomplete', counts: { moved: 6, failed: 2 } })
    const details = { file: 'prisma/migrations/0003_change_shape/migration.sql', line: 2, sqlState: '23505' }
    expect(outcome.problems).toMatchObject([1, 5].map((tenant) => ({ target: fleet.targets[tenant], status: 'failed', problem: { code: 'MIGRATION_FAILED', details } })))
    expect(await fleet.dataVersions()).toEqual([3, 2, 3, 3, 3, 2, 3, 3])
  })

  test('a tenant whose schema was changed by hand is reported as drifted and not moved, until it looks as it should', async () => {
    const fleet = await fleetAtTwo(5)
    await fleet.sql(2, 'alter table item add column wild int')
    const outcome = await fleet.runner().start(requestTo(fleet, 3))
    expect(outcome).toMatchObject({ status: 'incomplete', counts: { moved: 4, drifted: 1 }, problems: [{ target: fleet.targets[2], status: 'drifted', problem: { code: 'FLEET_TENANT_DRIFTED', details: { dataVersion: 2 } } }] })
    expect(await fleet.dataVersions()).toEqual([3, 3, 2, 3, 3])
    await fleet.sql(2, 'alter table item drop column wild')
    expect(await fleet.runner().resume(idOf(outcome))).toMatchObject({ status: 'succeeded', counts: { moved: 5, drifted: 0 } })
  })

  test('a tenant that went up and came down by a down that is no exact inverse is moved, and one changed by hand is not', async () => {
    const loose = { up: `create table item (${tenantColumn}, id int, name text);`, down: 'drop table item;' }
    const addKey = { up: 'alter table item add primary key (tenant_id, id);', down: 'alter table item drop constraint item_pkey;' }
    const fleet = createFleet(fixture, [loose, addKey, addPrice], 3)
    const [back = { tenantId: '', module: '', schema: '' }] = fleet.targets
    await fleet.runner().start(requestTo(fleet, 1))
    await fleet.runner().start({ ...requestTo(fleet, 2), targets: [back] })
    await fleet.runner().start({ ...requestTo(fleet, 1), targets: [back] })
    await fleet.sql(1, 'alter table item alter column name set not null')
    expect(await fleet.runner().start(requestTo(fleet, 3))).toMatchObject({ counts: { moved: 2, drifted: 1 }, problems: [{ target: fleet.targets[1] }] })
    expect(await fleet.dataVersions()).toEqual([3, 1, 3])
  })

  test('a ledger that the migrations do not explain refuses its whole class before it is touched', async () => {
    const fleet = await fleetAtTwo(2)
    const others = createFleet(fixture, [itemTable, { ...addPrice, up: `${addPrice.up} ` }, uniqueName], 0).migrations
    const outcome = await fleet.runner().start({ ...requestTo(fleet, 3), migrations: others })
    expect(outcome).toMatchObject({ status: 'incomplete', counts: { failed: 2 }, problems: [{ problem: { code: 'MIGRATION_CHECKSUM_MISMATCH' } }, {}] })
  })

  test('refuses a tenant that is given twice and a target of another module', async () => {
    const fleet = createFleet(fixture, steps, 1)
    const [target] = fleet.targets
    if (target === undefined) throw new TypeError('no tenant')
    await expect(fleet.runner().start({ ...requestTo(fleet, 1), targets: [target, target] })).rejects.toMatchObject({ code: 'FLEET_TARGETS_INVALID' })
    await expect(fleet.runner().start({ ...requestTo(fleet, 1), module: 'other' })).rejects.toMatchObject({ code: 'FLEET_TARGETS_INVALID' })
  })

  test("runs the caller's statements in the transaction that moves the tenant, and not for one that fails", async () => {
    const fleet = await fleetAtTwo(4, [2])
    await fixture.database.query(`create schema if not exists told`)
    await fixture.database.query(`create table told.${fleet.module.replace('-', '_')} (tenant_id text primary key, data_version int)`)
    const record = (move: { readonly target: { readonly tenantId: string }; readonly toDataVersion: number }) => [`insert into told.${fleet.module.replace('-', '_')} values ('${move.target.tenantId}', ${move.toDataVersion})`]
    await fleet.runner({ record }).start(requestTo(fleet, 3))
    const { rows } = await fixture.database.query(`select * from told.${fleet.module.replace('-', '_')} order by 1`)
    expect(rows).toEqual(['t0000', 't0001', 't0003'].map((tenantId) => ({ tenant_id: tenantId, data_version: 3 })))
  })
})

describe('an early end', () => {
  test('comes when the budget of failures is spent, and a resume goes on after the correction', async () => {
    const fleet = await fleetAtTwo(12, [0, 1])
    const stopped = await fleet.runner({ concurrency: 1 }).start(requestTo(fleet, 3), { stopAfterFailures: 2 })
    expect(stopped).toMatchObject({ status: 'stopped', counts: { failed: 2, pending: 10, moved: 0 } })
    for (const tenant of [0, 1]) await fleet.sql(tenant, 'delete from item where id = 2')
    expect(await fleet.runner().resume(idOf(stopped))).toMatchObject({ runId: stopped.runId, status: 'succeeded', counts: { moved: 12 }, problems: [] })
    expect(await fleet.dataVersions()).toEqual(Array.from({ length: 12 }, () => 3))
  })

  test('comes when the signal is given; who is under way is finished', async () => {
    const fleet = await fleetAtTwo(12)
    const abort = new AbortController()
    const onProgress = ({ done }: FleetProgress) => { if (done === 3) abort.abort() }
    const stopped = await fleet.runner({ concurrency: 1 }).start(requestTo(fleet, 3), { signal: abort.signal, onProgress, progressEveryMs: 0 })
    expect(stopped).toMatchObject({ status: 'stopped', counts: { moved: 3, pending: 9 } })
    expect(await fleet.dataVersions()).toEqual([3, 3, 3, ...Array.from({ length: 9 }, () => 2)])
    expect((await fleet.runner().readRuns()).find(({ id }) => id === stopped.runId)).toMatchObject({ status: 'stopped', module: fleet.module, toDataVersion: 3, undoneBy: null })
  })
})

describe('resume', () => {
  test('of a run that nobody knows is refused', async () => {
    await expect(createFleet(fixture, steps, 0).runner().resume('fleet_none')).rejects.toMatchObject({ code: 'FLEET_RUN_UNKNOWN' })
  })

  test('by two runners at once moves every tenant once', async () => {
    const fleet = await fleetAtTwo(20)
    const stopped = await fleet.runner().start(requestTo(fleet, 3), { signal: AbortSignal.abort() })
    expect(stopped).toMatchObject({ counts: { pending: 20, moved: 0 } })
    await fixture.database.query(`create schema if not exists twice`)
    await fixture.database.query(`create table twice.${fleet.module.replace('-', '_')} (tenant_id text primary key)`)
    const record = ({ target }: { readonly target: { readonly tenantId: string } }) => [`insert into twice.${fleet.module.replace('-', '_')} values ('${target.tenantId}')`]
    await Promise.all([fleet.runner({ record, concurrency: 2 }).resume(idOf(stopped)), fleet.runner({ record, concurrency: 2 }).resume(idOf(stopped))])
    expect(await fleet.runner().status(idOf(stopped))).toMatchObject({ status: 'succeeded', counts: { moved: 20 } })
  })

  test('leaves alone a tenant that somebody else moved on meanwhile, and takes one that is there already as it is', async () => {
    const fleet = await fleetAtTwo(3)
    const stopped = await fleet.runner().start(requestTo(fleet, 3), { signal: AbortSignal.abort() })
    await fleet.runner().start({ ...requestTo(fleet, 1), targets: fleet.targets.slice(0, 1) })
    await fleet.runner().start({ ...requestTo(fleet, 3), targets: fleet.targets.slice(1, 2) })
    const resumed = await fleet.runner().resume(idOf(stopped))
    expect(resumed).toMatchObject({ status: 'incomplete', counts: { moved: 1, unchanged: 1, failed: 1 }, problems: [{ target: fleet.targets[0], problem: { code: 'FLEET_TENANT_MOVED_ON', details: { expected: 2, found: 1 } } }] })
    expect(await fleet.dataVersions()).toEqual([1, 3, 3])
  })
})

describe('undo', () => {
  test('returns exactly those that the run moved, each to where it came from', async () => {
    const fleet = await fleetAtTwo(6, [4])
    await fleet.runner().start({ ...requestTo(fleet, 1), targets: fleet.targets.slice(0, 2) })
    await fleet.runner().start({ ...requestTo(fleet, 3), targets: fleet.targets.slice(5) })
    const run = await fleet.runner().start(requestTo(fleet, 3))
    expect(await fleet.dataVersions()).toEqual([3, 3, 3, 3, 2, 3])
    const undone = await fleet.runner().undo(idOf(run))
    expect(undone).toMatchObject({ status: 'succeeded', counts: { moved: 4 } })
    expect(await fleet.dataVersions()).toEqual([1, 1, 2, 2, 2, 3])
    expect((await fleet.runner().readRuns()).find(({ id }) => id === run.runId)).toMatchObject({ undoneBy: undone.runId, status: 'incomplete' })
    await expect(fleet.runner().resume(idOf(run))).rejects.toMatchObject({ code: 'FLEET_RUN_UNDONE' })
    expect(await fleet.runner().undo(idOf(run))).toMatchObject({ runId: undone.runId, counts: { moved: 4 } })
  })

  test('keeps what was written since for the next time', async () => {
    const fleet = createFleet(fixture, [itemTable, addPrice], 2)
    await fleet.runner().start(requestTo(fleet, 1))
    const run = await fleet.runner().start(requestTo(fleet, 2))
    await fleet.sql(0, `insert into item (id, name, price) values (1, 'kept', 2.50)`)
    await fleet.runner().undo(idOf(run))
    await fleet.runner().start(requestTo(fleet, 2))
    expect(await fleet.sql(0, 'select name, price from item')).toEqual([{ name: 'kept', price: '2.50' }])
  })

  test('leaves alone who moved on since, and says so', async () => {
    const fleet = await fleetAtTwo(3)
    const run = await fleet.runner().start(requestTo(fleet, 3))
    await fleet.runner().start({ ...requestTo(fleet, 1), targets: fleet.targets.slice(0, 1) })
    const undone = await fleet.runner().undo(idOf(run))
    expect(undone).toMatchObject({ status: 'incomplete', counts: { moved: 2, failed: 1 }, problems: [{ target: fleet.targets[0], problem: { code: 'FLEET_TENANT_MOVED_ON' } }] })
    expect(await fleet.dataVersions()).toEqual([1, 2, 2])
  })

  test('of a run that went down takes everybody up again, and an undo can itself be taken back', async () => {
    const fleet = await fleetAtTwo(3)
    const run = await fleet.runner().start(requestTo(fleet, 1))
    const undone = await fleet.runner().undo(idOf(run))
    expect(await fleet.dataVersions()).toEqual([2, 2, 2])
    await fleet.runner().undo(idOf(undone))
    expect(await fleet.dataVersions()).toEqual([1, 1, 1])
  })

  test('keeps a runner that is still at work from moving anybody afterwards', async () => {
    const fleet = await fleetAtTwo(8)
    const undone: Promise<FleetOutcome>[] = []
    const runner = fleet.runner({ concurrency: 1 })
    const onProgress = ({ runId, done }: FleetProgress) => { if (done === 2) undone.push(fleet.runner().undo(runId)) }
    const outcome = await runner.start(requestTo(fleet, 3), { onProgress, progressEveryMs: 0 })
    await Promise.all(undone)
    expect(outcome.status).toBe('stopped')
    expect(await fleet.dataVersions()).toEqual(Array.from({ length: 8 }, () => 2))
  })
})

describe('progress', () => {
  test('tells who is under way, how far the pass is and how long it will take', async () => {
    const fleet = await fleetAtTwo(5, [3])
    const seen: FleetProgress[] = []
    await fleet.runner({ concurrency: 2 }).start(requestTo(fleet, 3), { onProgress: (progress) => seen.push(progress), progressEveryMs: 0 })
    expect(seen[0]).toMatchObject({ state: 'moving', total: 5, done: 0, remainingMs: null })
    expect(seen.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5, 5])
    expect(seen.some(({ current }) => current.length > 0)).toBe(true)
    expect(seen.at(-1)).toMatchObject({ state: 'ended', done: 5, remainingMs: 0, counts: { moved: 4, failed: 1 }, current: [] })
  })

  test('is told no more often than asked, and always at the end', async () => {
    const fleet = await fleetAtTwo(10)
    const seen: FleetProgress[] = []
    await fleet.runner().start(requestTo(fleet, 3), { onProgress: (progress) => seen.push(progress), progressEveryMs: 3_600_000 })
    expect(seen.map(({ state, done }) => `${state} ${done}`)).toEqual(['moving 0', 'ended 10'])
  })
})

test('a server that goes away and comes back is waited for, and nobody is lost or moved twice', async () => {
  const fleet = await fleetAtTwo(30)
  const states = new Set<string>()
  let cuts = 0
  const onProgress = ({ state, done }: FleetProgress) => {
    states.add(state)
    if (done === 5 * (cuts + 1) && cuts < 3) {
      cuts += 1
      void fixture.cutConnections()
    }
  }
  const outcome = await fleet.runner({ concurrency: 2 }).start(requestTo(fleet, 3), { onProgress, progressEveryMs: 0 })
  expect(outcome).toMatchObject({ status: 'succeeded', counts: { moved: 30 } })
  expect(cuts).toBe(3)
})
