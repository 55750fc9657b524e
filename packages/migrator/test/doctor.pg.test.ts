import { openDatabase, probeConnections, withPlainConnection } from '@tenon/database'
import { createTestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { diagnose, readDoctorFacts } from '../src/index.ts'
import type { DoctorFinding } from '../src/index.ts'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step } from './fixture.ts'

const steps: readonly Step[] = [
  { up: `create table item (${tenantColumn}, id int, name text, primary key (tenant_id, id)); create index item_name on item (tenant_id, name);`, down: 'drop table item;' },
  { up: 'alter table item add column price int;', down: 'alter table item drop column price;' },
]
/** What the database itself holds: roles are the server's, and other test files make and use them meanwhile. */
const ofThisDatabase = ['guards', 'exposed-relations', 'control-plane-guards', 'marks', 'invalid-indexes', 'binding', 'notifications', 'long-transactions', 'roles', 'server-version']

let fixture: Fixture
beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

async function examine(url = fixture.url, longTransactionMs = 300_000): Promise<readonly DoctorFinding[]> {
  const connections = await probeConnections({ url })
  const facts = await withPlainConnection(url, (session) => readDoctorFacts(session, { connections, longTransactionMs, host: { connectionsPerHost: 12, memoryBytes: null } }))
  return diagnose(facts)
}

function wrong(findings: readonly DoctorFinding[]): readonly string[] {
  return findings.filter(({ verdict, check }) => verdict !== 'ok' && ofThisDatabase.includes(check)).map(({ check, found }) => `${check}: ${found}`)
}

test('a database whose tenants moved up, down and to the end has nothing wrong of its own', async () => {
  const [up, back, finalized] = [fixture.tenant(steps), fixture.tenant(steps), fixture.tenant(steps)]
  for (const tenant of [up, back, finalized]) await tenant.up(2)
  await back.down(1)
  await finalized.finalize(2)
  const findings = await examine()
  expect(wrong(findings)).toEqual([])
  expect(findings.find(({ check }) => check === 'guards')?.found).toBe('every table in 3 module schemas is guarded (3 relations)')
  expect(findings.find(({ check }) => check === 'binding')?.found).toBe('DATABASE_URL: no pooler; role and tenant hold for one transaction exactly')
})

test('the locks that removing a tenant takes are counted as the server counts them', async () => {
  const tenant = fixture.tenant(steps)
  await tenant.up(2)
  const facts = await withPlainConnection(fixture.url, (session) => readDoctorFacts(session, { connections: null, host: { connectionsPerHost: 12, memoryBytes: null } }))
  const counted = facts.schemas.find(({ schema }) => schema === tenant.target.schema)?.locks ?? 0
  const taken = await withPlainConnection(fixture.url, async (session) => {
    await session.query('begin')
    await session.query(`drop schema ${tenant.target.schema} cascade`)
    const { rows } = await session.query<{ count: number }>(`
      select count(*)::int as count from pg_locks where pid = pg_backend_pid() and (locktype = 'object' or locktype = 'relation' and relation >= 16384)`)
    await session.query('rollback')
    return rows[0]?.count ?? 0
  })
  // An identity's sequence and such add a few: the judgement asks for twice the room.
  expect(Math.abs(counted - taken) / taken).toBeLessThan(0.1)
})

test('a server with its safety off is named for it', async () => {
  const verdicts = (await examine()).filter(({ verdict }) => verdict === 'problem').map(({ check }) => check)
  expect(verdicts).toEqual(expect.arrayContaining(['fsync', 'full-page-writes']))
})

test('each fault that somebody made by hand is found and named', async () => {
  const broken = await openFixture()
  try {
    const tenant = broken.tenant(steps)
    await tenant.up(2)
    const { schema } = tenant.target
    await tenant.sql('alter table item no force row level security')
    await tenant.sql('create table stray (id int)')
    await tenant.sql('create materialized view totals as select count(*) from item')
    await tenant.sql('grant select on totals to tenon_runtime')
    await tenant.sql('grant select on tenon_ledger to tenon_runtime')
    await tenant.sql('delete from tenon_ledger where data_version = 2')
    await broken.database.query('create schema t_acme__nobodys')
    await broken.database.query('create schema if not exists tenon')
    await broken.database.query('create table tenon.pin (tenant_id text)')
    await broken.database.query('grant select on tenon.pin to tenon_runtime')
    await withPlainConnection(broken.url, async (session) => {
      await session.query(`insert into ${schema}.item (tenant_id, id) values ('a', 1), ('b', 1)`)
      await session.query(`create unique index concurrently item_once on ${schema}.item (id)`).catch(() => undefined)
    })
    expect(wrong(await examine(broken.url))).toEqual([
      `guards: 2 tables without a guard of its own alone: ${schema}.item, ${schema}.stray`,
      `exposed-relations: open to tenon_runtime: ${schema}.tenon_ledger, ${schema}.totals`,
      'control-plane-guards: open to tenon_runtime without a guard: tenon.pin',
      `marks: the mark is not what the ledger says: ${schema}; 1 schema named as the data of a tenant without a mark: t_acme__nobodys`,
      `invalid-indexes: ${schema}.item_once`,
    ])
    await broken.database.query(`comment on schema ${schema} is null`)
    expect(wrong(await examine(broken.url))).toContain(`marks: 2 schemas named as the data of a tenant without a mark: ${schema}, t_acme__nobodys`)
  } finally {
    await broken.close()
  }
})

test('a transaction that is open past the limit is named with its process', async () => {
  const server = await createTestDatabase()
  const database = await openDatabase({ url: server.url })
  try {
    await database.transaction(async (session) => {
      const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
      const findings = await examine(server.url, 0)
      expect(findings.find(({ check }) => check === 'long-transactions')?.found).toContain(`pid ${rows[0]?.pid} of`)
    })
  } finally {
    await database.close()
    await server.close()
  }
})
