import type { Plan } from '@tenon/model'
import { packTestModule } from '@tenon/test-kit'
import type { PackedModule, TestMigration } from '@tenon/test-kit'
import { dana, packSamples, sampleMigrations } from './registry-fixture.ts'
import type { RegistryFixture } from './registry-fixture.ts'

/** A kind of move, from the tenant as it must be before to the saved plan. */
export interface MoveToTry {
  readonly name: string
  plan(fixture: RegistryFixture, tenantId: string): Promise<Plan>
}

const itemOf = (table: string) => `create table ${table} (tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''), code text not null, primary key (tenant_id, code));`

const other: readonly TestMigration[] = [
  { phase: 'expand', up: itemOf('place'), down: 'drop table place;' },
  { phase: 'expand', up: 'alter table place add column title text;', down: 'alter table place drop column title;' },
]

const long: readonly TestMigration[] = [
  { phase: 'backfill', run: 'batches', up: `update item set name = sku where (tenant_id, sku) in (select tenant_id, sku from item where name is null limit current_setting('tenon.batch_rows')::int);`, down: '' },
  { phase: 'expand', run: 'outside', up: 'create index concurrently item_name on item (tenant_id, name);', down: 'drop index item_name;' },
  { phase: 'expand', up: 'alter table item add column weight int;', down: 'alter table item drop column weight;' },
]

/** The versions of `sample` and `other` that the moves need. */
export async function packModulesToTry(): Promise<readonly PackedModule[]> {
  return [
    ...await packSamples(),
    await packTestModule({ version: '5.0.0', migrations: [...sampleMigrations, ...long] }),
    await packTestModule({ name: 'other', version: '1.0.0', migrations: other.slice(0, 1) }),
    await packTestModule({ name: 'other', version: '2.0.0', migrations: other }),
  ]
}

/** Every kind of move; the upgrade prepares, and like the install moves two modules at once. */
export const movesToTry: readonly MoveToTry[] = [
  { name: 'an install', plan: ({ registry }, tenantId) => registry.plan({ kind: 'move', tenantId, targets: { sample: '1.0.0', other: '1.0.0' } }, dana) },
  {
    name: 'an upgrade',
    async plan(fixture, tenantId) {
      await move(fixture, tenantId, { sample: '1.0.0', other: '1.0.0' })
      await write(fixture, tenantId, `insert into ${schemaOf(tenantId, 'sample')}.item (sku) select 'sku-' || n from generate_series(1, 10) n`)
      return fixture.registry.plan({ kind: 'move', tenantId, targets: { sample: '5.0.0', other: '2.0.0' } }, dana)
    },
  },
  {
    name: 'a roll back',
    async plan(fixture, tenantId) {
      await move(fixture, tenantId, { sample: '1.0.0' })
      await move(fixture, tenantId, { sample: '1.1.0' })
      await write(fixture, tenantId, `insert into ${schemaOf(tenantId, 'sample')}.item (sku, name) values ('bolt', 'Bolt')`)
      return fixture.registry.plan({ kind: 'roll-back', tenantId, module: 'sample' }, dana)
    },
  },
  {
    name: 'a finalize',
    async plan(fixture, tenantId) {
      await move(fixture, tenantId, { sample: '2.0.0' })
      await write(fixture, tenantId, `insert into ${schemaOf(tenantId, 'sample')}.item (sku, name) values ('bolt', 'Bolt')`)
      return fixture.registry.plan({ kind: 'finalize', tenantId, module: 'sample' }, dana)
    },
  },
]

/** What is true of a tenant: its lock, what its ledgers count, its tables and their rows. What is only prepared is left out of the ledger. */
export async function stateOf({ registry, database }: RegistryFixture, tenantId: string) {
  const { entries } = await registry.getLock(tenantId)
  const schemas = ['sample', 'other'].map((module) => schemaOf(tenantId, module))
  const columns = await database.query<{ name: string }>(
    `select replace(table_schema, $2, '') || '.' || table_name || '.' || column_name || ' ' || is_nullable as name from information_schema.columns
     where table_schema = any($1) and table_name not like 'tenon%' order by 1`,
    [schemas, `t_${tenantId.replaceAll('-', '_')}__`],
  )
  const ledger: string[] = []
  const rows: unknown[] = []
  for (const { module } of entries) {
    const known = await database.query<{ name: string }>(`select name from ${schemaOf(tenantId, module)}.tenon_ledger where not prepared order by data_version`)
    ledger.push(...known.rows.map(({ name }) => `${module} ${name}`))
  }
  if (entries.some(({ module }) => module === 'sample')) rows.push(...await read(database, tenantId, `select sku from ${schemaOf(tenantId, 'sample')}.item order by sku`))
  return { versions: entries.map((it) => `${it.module} ${it.version} data ${it.dataVersion}${it.finalized ? ' finalized' : ''}`), ledger, columns: columns.rows.map(({ name }) => name), rows }
}

function schemaOf(tenantId: string, module: string): string {
  return `t_${tenantId.replaceAll('-', '_')}__${module}`
}

async function move({ registry }: RegistryFixture, tenantId: string, targets: Readonly<Record<string, string>>): Promise<void> {
  const plan = await registry.plan({ kind: 'move', tenantId, targets }, dana)
  const operation = await registry.apply(plan.id, dana)
  if (operation.status !== 'succeeded') throw new TypeError(JSON.stringify(operation.problem))
}

async function write(fixture: RegistryFixture, tenantId: string, sql: string): Promise<void> {
  await read(fixture.database, tenantId, sql)
}

function read(database: RegistryFixture['database'], tenantId: string, sql: string): Promise<readonly unknown[]> {
  return database.transaction(async (session) => {
    await session.query("select set_config('tenon.tenant_id', $1, true)", [tenantId])
    return (await session.query(sql)).rows
  })
}
