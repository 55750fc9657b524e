import { schemaNameOf } from '@tenon/model'
import type { TenantBinding, TenantDatabase } from '@tenon/module-sdk/ports'
import { Client } from 'pg'

/** The two shapes that one tenant's data has at once, as two modules' versions would. */
export const versions = [
  {
    number: 1,
    module: 'first',
    tables: ['item', 'part'],
    sql: `create table item (tenant_id, id int unique, owner text not null, name text not null, amount numeric not null default 0, primary key (tenant_id, id));
      create table part (tenant_id, id int unique, owner text not null, item_id int not null, primary key (tenant_id, id), foreign key (tenant_id, item_id) references item on delete cascade);
      insert into item (id, owner, name) select n, current_setting('tenon.tenant_id'), 'item ' || n from generate_series(1, 3) n;
      insert into part (id, owner, item_id) select n, current_setting('tenon.tenant_id'), n from generate_series(1, 3) n`,
  },
  {
    number: 2,
    module: 'second',
    tables: ['item', 'shelf'],
    sql: `create table shelf (tenant_id, id int unique, owner text not null, primary key (tenant_id, id));
      create table item (tenant_id, id int unique, owner text not null, title text not null, labels text[], weight bigint, shelf_id int, primary key (tenant_id, id), foreign key (tenant_id, shelf_id) references shelf);
      insert into shelf (id, owner) select n, current_setting('tenon.tenant_id') from generate_series(1, 3) n;
      insert into item (id, owner, title, shelf_id) select n, current_setting('tenon.tenant_id'), 'title ' || n, n from generate_series(1, 3) n`,
  },
] as const

export type Version = (typeof versions)[number]

/** Rows that are in every `item` from the beginning and are never taken out. */
export const lastingIds = [1, 2, 3] as const

export function tenantIdsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `tenant-${index}`)
}

export function bindingOf(tenantId: string, version: Version): TenantBinding {
  return { tenantId, schema: schemaNameOf(tenantId, version.module) }
}

const condition = `tenant_id = (select nullif(current_setting('tenon.tenant_id', true), ''))`
const column = `tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), '')`

/** Creates both schemas of every tenant, each table guarded as the migrator guards it. */
export async function createField(database: TenantDatabase, tenantIds: readonly string[]): Promise<void> {
  for (const tenantId of tenantIds) {
    for (const version of versions) await database.script(fieldSql(tenantId, version))
  }
}

function fieldSql(tenantId: string, version: Version): string {
  const { schema } = bindingOf(tenantId, version)
  const guards = version.tables.map((table) => `
    alter table ${table} enable row level security; alter table ${table} force row level security;
    create policy tenon_guard on ${table} using (${condition}) with check (${condition} and tenant_id = '${tenantId}');
    grant select, insert, update, delete on ${table} to tenon_runtime`)
  const [tables = '', ...rows] = version.sql.split(/(?=insert into)/)
  return `begin; set local role tenon_owner; set local tenon.tenant_id = '${tenantId}'; create schema ${schema}; set local search_path = ${schema};
    ${tables.replaceAll('tenant_id, id int unique', `${column}, id int unique`)}; ${guards.join(';')}; grant usage on schema ${schema} to tenon_runtime; ${rows.join('')}; commit`
}

/** What is wrong with what is stored, read by a superuser whom no guard stops. Empty when every row carries its schema's tenant. */
export async function auditField(url: string, tenantIds: readonly string[]): Promise<readonly string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const found: string[] = []
    for (const tenantId of tenantIds) {
      const { rows } = await client.query<{ readonly problem: string }>(versions.flatMap((version) => auditSql(tenantId, version)).join(' union all '))
      found.push(...rows.map(({ problem }) => problem))
    }
    return found
  } finally {
    await client.end()
  }
}

function auditSql(tenantId: string, version: Version): readonly string[] {
  const { schema } = bindingOf(tenantId, version)
  const strangers = version.tables.map((table) => `
    select '${schema}.${table} holds a row of ' || tenant_id || ', written by ' || owner as problem from ${schema}.${table} where tenant_id <> '${tenantId}' or owner <> '${tenantId}'`)
  const lost = `select '${schema}.item lost a lasting row' from ${schema}.item having count(*) filter (where id in (${lastingIds.join(',')})) < ${lastingIds.length}`
  return [...strangers, lost]
}
