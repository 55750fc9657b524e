import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMigrator } from '../../src/index.ts'
import { migrationsOf, openFixture } from '../fixture.ts'
import type { Fixture } from '../fixture.ts'

const rows = 100_000
let fixture: Fixture
const target = { tenantId: 'acme', module: 'shop', schema: 't_acme__shop', guard: 'schema' } as const

beforeAll(async () => {
  fixture = await openFixture()
  const migrations = migrationsOf([{ up: `
    create table customer (id int primary key, name text not null);
    create table "order" (id int primary key, customer_id int not null references customer, placed int not null);
    create index on "order" (placed);
    insert into customer select i, 'name' || i from generate_series(1, 1000) i;
    insert into "order" select i, 1 + i % 1000, i from generate_series(1, ${rows}) i`, phase: 'irreversible' }])
  await fixture.database.transaction((session) => createMigrator().up(session, target, { migrations, toDataVersion: 1 }))
  await fixture.database.session(async (session) => {
    await session.query(`set tenon.tenant_id = 'acme'`)
    await session.query(`vacuum analyze t_acme__shop.customer, t_acme__shop."order"`)
  })
})

afterAll(() => fixture.close())

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Plan Rows': number
  readonly Plans?: readonly PlanNode[]
}

async function planOf(query: string): Promise<PlanNode> {
  return fixture.database.transaction(async (session) => {
    await session.query(`set local role tenon_runtime; set local tenon.tenant_id = 'acme'; set local search_path = t_acme__shop; set local max_parallel_workers_per_gather = 0`)
    const { rows: [row] } = await session.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(`explain (format json) ${query}`)
    const plan = row?.['QUERY PLAN'][0]?.Plan
    if (plan === undefined) throw new RangeError('no plan')
    return plan
  })
}

function nodesOf(plan: PlanNode): readonly string[] {
  return [plan['Node Type'], ...(plan.Plans ?? []).flatMap(nodesOf)]
}

it.each([
  ['all rows', 'select * from "order"', rows],
  ['a range', 'select * from "order" where placed between 1000 and 2999', 2_000],
  ['a join', 'select * from "order" o join customer c on c.id = o.customer_id', rows],
  ['one row', 'select * from "order" where id = 4711', 1],
])('the planner guesses the number of rows right: %s', async (_, query, actual) => {
  const { 'Plan Rows': guess } = await planOf(query)
  expect(guess).toBeGreaterThan(actual * 0.9)
  expect(guess).toBeLessThan(Math.max(actual * 1.1, 2))
})

it('indexes are used, also without visiting the table', async () => {
  expect(nodesOf(await planOf('select * from "order" where id = 4711'))).toContain('Index Scan')
  expect(nodesOf(await planOf('select count(*) from "order" where placed between 1000 and 2999'))).toContain('Index Only Scan')
})

it('a materialized view cannot be guarded and is refused', async () => {
  const open = { ...target, tenantId: 'globex', schema: 't_globex__shop' }
  const migrations = migrationsOf([{ up: 'create materialized view totals as select 1 as one', phase: 'irreversible' }])
  await expect(fixture.database.transaction((session) => createMigrator().up(session, open, { migrations, toDataVersion: 1 }))).rejects.toMatchObject({ code: 'MIGRATION_RELATION_UNGUARDABLE' })
})

it('a policy of the module\'s own is refused', async () => {
  const open = { ...target, tenantId: 'globex', schema: 't_globex__shop' }
  const migrations = migrationsOf([{ up: 'create table a (); create policy everyone on a using (true)', phase: 'irreversible' }])
  await expect(fixture.database.transaction((session) => createMigrator().up(session, open, { migrations, toDataVersion: 1 }))).rejects.toMatchObject({ code: 'MIGRATION_POLICY_REFUSED' })
})
