import { createMigrator } from '../src/index.ts'
import type { PrepareOptions } from '@tenon/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step, TenantFixture } from './fixture.ts'
import { indexesOf, longSteps, tenantWithItems } from './prepare-fixture.ts'

let fixture: Fixture
const migrator = createMigrator({ wait: () => Promise.resolve() })

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const [itemTable = { up: '' }, addExact = { up: '' }, fillExact = { up: '' }, , addNote = { up: '' }] = longSteps
const withItems = (count: number, steps = longSteps) => tenantWithItems(fixture, count, steps)
const indexes = indexesOf

function prepare(tenant: TenantFixture, toDataVersion: number, options: Partial<PrepareOptions> = {}) {
  return migrator.prepare(fixture.database, tenant.target, { migrations: tenant.migrations, toDataVersion, ...options })
}

function abandon(tenant: TenantFixture) {
  return fixture.database.transaction((session) => migrator.abandon(session, tenant.target))
}

const ledgerOf = (tenant: TenantFixture) => tenant.sql<{ name: string; prepared: boolean }>('select data_version as v, prepared from tenon_ledger order by 1')

describe('prepare', () => {
  test('runs ahead what cannot run in the move, and nothing behind it; the move makes it its own', async () => {
    const tenant = await withItems(25)
    await tenant.sql('analyze item')
    const seen: string[] = []
    const prepared = await prepare(tenant, 5, { batchRows: 10, onProgress: ({ migration, notes }) => seen.push(`${migration.slice(0, 4)} ${notes.join(', ')}`) })
    expect(prepared).toEqual({ prepared: ['0002_change_shape', '0003_change_shape', '0004_change_shape'], current: null, rows: 25 })
    expect(seen).toContainEqual(expect.stringMatching(/^0003 10 rows, [\d,]+ rows\/s, at most 15 rows left, about \d+ s$/))
    expect(seen).toContain('0003 rows: 25')
    expect(await indexes(tenant)).toEqual([{ name: 'item_open', valid: true }])
    expect(await ledgerOf(tenant)).toEqual([{ v: 1, prepared: false }, { v: 2, prepared: true }, { v: 3, prepared: true }, { v: 4, prepared: true }])
    await tenant.sql('insert into item (id, quantity) values (100, 7)')
    await tenant.sql('update item set quantity = 50 where id = 1')
    expect(await tenant.up(5)).toMatchObject({ dataVersion: 5, applied: ['0002_change_shape', '0003_change_shape', '0004_change_shape', '0005_change_shape'] })
    expect(await tenant.sql('select id from item where exact is distinct from quantity')).toEqual([])
    expect((await ledgerOf(tenant)).some(({ prepared: still }) => still)).toBe(false)
    expect(await tenant.sql('select * from tenon_step')).toEqual([])
  })

  test('has nothing to do for a module without such migrations, or when all is prepared', async () => {
    const plain = await withItems(1, [itemTable, addNote])
    expect(await prepare(plain, 2)).toEqual({ prepared: [], current: null, rows: 0 })
    expect(await plain.sql(`select from pg_class where relname = 'tenon_step' and relnamespace = '${plain.target.schema}'::regnamespace`)).toEqual([])
    const tenant = await withItems(3)
    const first = await prepare(tenant, 5)
    expect(await prepare(tenant, 5)).toEqual(first)
  })

  test('a move that needs a preparation is refused without it, and one over less than is prepared too', async () => {
    const tenant = await withItems(1)
    await expect(tenant.up(5)).rejects.toMatchObject({ code: 'MIGRATION_NOT_PREPARED', problem: { details: { migrations: ['0003_change_shape', '0004_change_shape'] } } })
    expect(await tenant.up(2)).toMatchObject({ dataVersion: 2 })
    await prepare(tenant, 5)
    await expect(tenant.up(3)).rejects.toMatchObject({ code: 'MIGRATION_PREPARED' })
    await expect(tenant.finalize(2)).rejects.toMatchObject({ code: 'MIGRATION_PREPARED' })
  })

  test('installs a module that has such migrations', async () => {
    const tenant = fixture.tenant(longSteps)
    await prepare(tenant, 5)
    expect(await tenant.up(5)).toMatchObject({ dataVersion: 5 })
    expect(await indexes(tenant)).toEqual([{ name: 'item_open', valid: true }])
  })

  test('a value of an enum is there for the migration after it', async () => {
    const tenant = fixture.tenant([
      { up: `create type color as enum ('red');\ncreate table item (${tenantColumn}, id int, color color not null default 'red', primary key (tenant_id, id));`, down: 'drop table item;\ndrop type color;' },
      { run: 'outside', up: `alter type color add value 'blue';`, down: '-- A value of an enum stays.' },
      { phase: 'backfill', up: `update item set color = 'blue' where id = 1 and color <> 'blue';`, down: '' },
    ])
    await tenant.up(1)
    await tenant.sql('insert into item (id) values (1)')
    await prepare(tenant, 3)
    expect(await tenant.up(3)).toMatchObject({ dataVersion: 3 })
    expect(await tenant.sql('select color from item')).toEqual([{ color: 'blue' }])
    await tenant.down(1)
    await prepare(tenant, 3)
    expect(await tenant.up(3)).toMatchObject({ dataVersion: 3 })
  })

  test.each([
    ['batches with a second statement', { run: 'batches', up: `-- phase: backfill\nupdate item set quantity = 1 where id in (select id from item limit current_setting('tenon.batch_rows')::int);\n\nselect 1;` }, 4],
    ['batches that nothing limits', { run: 'batches', up: `-- phase: backfill\n-- run: batches\nupdate item set quantity = 1;` }, 3],
    ['batches of a select', { run: 'batches', up: `select 1 limit current_setting('tenon.batch_rows')::int;` }, 1],
    ['batches of nothing', { run: 'batches', up: '-- nothing' }, 1],
    ['an index without a name', { run: 'outside', up: 'create index concurrently on item (quantity);' }, 1],
    ['a contract step', { run: 'outside', phase: 'contract', up: 'drop index concurrently item_open;' }, 1],
  ] as const)('refuses %s with file and line, before anything runs', async (_title, step, line) => {
    const contract = 'phase' in step
    const tenant = await withItems(1, [itemTable, addExact, { down: '', ...step }])
    const refused = { code: 'MIGRATION_RUN_REFUSED', problem: { details: { file: 'prisma/migrations/0003_change_shape/migration.sql', line } } }
    if (contract) {
      await tenant.up(2)
      await expect(tenant.finalize(3)).rejects.toMatchObject(refused)
    } else await expect(prepare(tenant, 3)).rejects.toMatchObject(refused)
    expect(await ledgerOf(tenant)).toHaveLength(contract ? 2 : 1)
  })

  test('names file and line of what fails outside a transaction, keeps what is prepared, and goes on once the data is corrected', async () => {
    const unique: Step = { run: 'outside', up: `-- phase: expand\n-- run: outside\nalter table item add column a int;\ncreate unique index concurrently item_unique on item (tenant_id, status);`, down: 'drop index item_unique;\nalter table item drop column a;' }
    const tenant = await withItems(2, [itemTable, addExact, unique])
    await expect(prepare(tenant, 3)).rejects.toMatchObject({ code: 'MIGRATION_FAILED', problem: { details: { line: 4, sqlState: '23505' } } })
    expect(await indexes(tenant)).toEqual([{ name: 'item_unique', valid: false }])
    const state = await fixture.database.transaction((session) => migrator.readPreparation(session, tenant.target))
    expect(state).toEqual({ prepared: ['0002_change_shape'], current: { migration: '0003_change_shape', statement: 2 }, rows: 0 })
    await tenant.sql('update item set status = id::text')
    await prepare(tenant, 3)
    expect(await indexes(tenant)).toEqual([{ name: 'item_unique', valid: true }])
  })

  test('two preparers: one works, the other is told at once', async () => {
    const tenant = await withItems(1)
    await fixture.database.session(async (session) => {
      await session.query(`select pg_advisory_lock(hashtextextended($1, 0))`, [`tenon:${tenant.target.tenantId}:shop`])
      await expect(prepare(tenant, 5)).rejects.toMatchObject({ code: 'PREPARATION_BUSY' })
    })
    await prepare(tenant, 5)
  })

  test('an abort stops it between batches or in the middle of a statement; the next one goes on', async () => {
    const tenant = await withItems(30)
    const between = new AbortController()
    await expect(prepare(tenant, 5, { batchRows: 10, signal: between.signal, onProgress: ({ notes }) => { if (notes[0] === '10 rows') between.abort() } })).rejects.toMatchObject({ code: 'PREPARATION_STOPPED' })
    expect(await fixture.database.transaction((session) => migrator.readPreparation(session, tenant.target))).toMatchObject({ current: { migration: '0003_change_shape' }, rows: 10 })
    expect(await prepare(tenant, 5, { batchRows: 10 })).toMatchObject({ rows: 30 })
    const slow = await withItems(1, [itemTable, { run: 'outside', up: 'select pg_sleep(60);', down: '' }])
    const within = new AbortController()
    const running = prepare(slow, 2, { signal: within.signal })
    await expect.poll(() => fixture.database.transaction((session) => migrator.readPreparation(session, slow.target)), { timeout: 10_000 }).toMatchObject({ current: { statement: 1 } })
    within.abort()
    await expect(running).rejects.toMatchObject({ code: 'PREPARATION_STOPPED' })
  })

  test('rests between batches for the share of time it leaves to others', async () => {
    const tenant = await withItems(10)
    const pauses: number[] = []
    const patient = createMigrator({ wait: (milliseconds) => { pauses.push(milliseconds); return Promise.resolve() } })
    await patient.prepare(fixture.database, tenant.target, { migrations: tenant.migrations, toDataVersion: 5, batchRows: 5, workShare: 1 })
    expect(pauses).toEqual([0, 0])
  })
})

describe('abandon', () => {
  test('undoes what is prepared, with what the version in force wrote meanwhile', async () => {
    const tenant = await withItems(5)
    const before = await tenant.sql('select * from item order by id')
    await prepare(tenant, 5)
    await tenant.sql('update item set quantity = 70 where id = 1')
    expect(await abandon(tenant)).toMatchObject({ dataVersion: 1, applied: ['0004_change_shape', '0003_change_shape', '0002_change_shape'] })
    expect(await tenant.sql('select * from item order by id')).toEqual([{ ...before[0], quantity: 70 }, ...before.slice(1)])
    expect(await ledgerOf(tenant)).toEqual([{ v: 1, prepared: false }])
    expect(await tenant.sql('select * from tenon_step')).toEqual([])
    await prepare(tenant, 5)
    expect(await tenant.up(5)).toMatchObject({ dataVersion: 5 })
    expect(await tenant.sql('select id from item where exact is distinct from quantity')).toEqual([])
  })

  test('undoes what was interrupted, in the middle of batches and of statements', async () => {
    const tenant = await withItems(30)
    const control = new AbortController()
    await expect(prepare(tenant, 5, { batchRows: 10, signal: control.signal, onProgress: ({ notes }) => { if (notes[0] === '10 rows') control.abort() } })).rejects.toMatchObject({ code: 'PREPARATION_STOPPED' })
    expect(await abandon(tenant)).toMatchObject({ dataVersion: 1 })
    expect(await tenant.sql('select count(*)::int as n from item where quantity = id')).toEqual([{ n: 30 }])
    const twice: Step = { run: 'outside', up: `create index concurrently item_one on item (status);\ncreate unique index concurrently item_two on item (tenant_id, status);\ncreate index concurrently item_three on item (status);`, down: 'drop index item_three;\ndrop index item_two;\ndrop index item_one;' }
    const broken = await withItems(2, [itemTable, twice])
    await expect(prepare(broken, 2)).rejects.toMatchObject({ code: 'MIGRATION_FAILED' })
    expect(await indexes(broken)).toHaveLength(2)
    await abandon(broken)
    expect(await indexes(broken)).toEqual([])
    expect(await abandon(broken)).toMatchObject({ dataVersion: 1, applied: [] })
  })

  test('a roll back below the version in force takes what is prepared with it', async () => {
    const tenant = await withItems(2, [itemTable, addNote, addExact, { ...fillExact }])
    await tenant.up(2)
    await prepare(tenant, 4)
    expect(await tenant.down(1)).toMatchObject({ dataVersion: 1, applied: ['0004_change_shape', '0003_change_shape', '0002_change_shape'] })
  })
})

describe('kept values and a preparation', () => {
  test('return in the move where the version in force left the row alone, and are superseded where it did not', async () => {
    const tenant = await withItems(2)
    await prepare(tenant, 5)
    await tenant.up(5)
    await tenant.sql('update item set exact = 1.5 where id = 1')
    await tenant.sql('update item set exact = 2.5 where id = 2')
    await tenant.down(1)
    await prepare(tenant, 5)
    expect(await tenant.sql('select exact::float8 from item order by id')).toEqual([{ exact: 1 }, { exact: 2 }])
    await tenant.sql('update item set quantity = 9 where id = 2')
    expect((await tenant.up(5)).preserved).toMatchObject({ putBack: { 'item.exact': 1 }, superseded: { 'item.exact': 1 } })
    expect(await tenant.sql('select exact::float8 from item order by id')).toEqual([{ exact: 1.5 }, { exact: 9 }])
  })

  test('survive a preparation that is abandoned', async () => {
    const tenant = await withItems(2)
    await prepare(tenant, 5)
    await tenant.up(5)
    await tenant.sql('update item set exact = id + 0.5')
    await tenant.down(1)
    await prepare(tenant, 5)
    await abandon(tenant)
    await prepare(tenant, 5)
    await tenant.up(5)
    expect(await tenant.sql('select exact::float8 from item order by id')).toEqual([{ exact: 1.5 }, { exact: 2.5 }])
  })

  test('rows of a table that the preparation fills come back as they were kept', async () => {
    const part: Step = { up: `create table part (${tenantColumn}, id int, label text, primary key (tenant_id, id));`, down: 'drop table part;' }
    const fill: Step = { phase: 'backfill', run: 'batches', down: '', up: `insert into part (id, label) select id, 'computed' from item where not exists (select from part p where p.id = item.id) limit current_setting('tenon.batch_rows')::int;` }
    const tenant = await withItems(3, [itemTable, part, fill])
    await prepare(tenant, 3)
    await tenant.up(3)
    await tenant.sql(`update part set label = 'by hand' where id = 2`)
    await tenant.down(1)
    await prepare(tenant, 3)
    await tenant.sql('insert into item (id, quantity) values (4, 4)')
    await tenant.up(3)
    expect(await tenant.sql('select label from part order by id')).toEqual(['computed', 'by hand', 'computed', 'computed'].map((label) => ({ label })))
  })
})
