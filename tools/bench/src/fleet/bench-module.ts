import { schemaNameOf } from '@tenon/model'
import type { MigrationSource, MigrationTarget } from '@tenon/model'
import { checksumOf } from '@tenon/module-sdk/build'

/** The module that everybody migrates: twelve tables, each with a primary key, a unique key, two indexes and, but for the first, a foreign key. */
const tables = Array.from({ length: 12 }, (_, index) => `item_${String(index + 1).padStart(2, '0')}`)

const create = tables.map((table, index) => `
  create table ${table} (
    tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
    id int not null, code text not null, name text not null, amount numeric(12,2) not null default 0, parent_id int, created_at timestamptz not null default now(),
    primary key (tenant_id, id), unique (tenant_id, code)${index === 0 ? '' : `, foreign key (tenant_id, parent_id) references ${tables[index - 1] ?? ''} (tenant_id, id)`}
  );
  create index ${table}_name on ${table} (tenant_id, name);
  create index ${table}_created on ${table} (tenant_id, created_at);`).join('')

/** The change that is measured, the same SQL for everybody: a column, an index and a rename. */
export const change = {
  up: `alter table item_01 add column rank int not null default 0;
create index item_02_amount on item_02 (tenant_id, amount);
alter table item_03 rename column name to title;
`,
  down: `alter table item_03 rename column title to name;
drop index item_02_amount;
alter table item_01 drop column rank;
`,
}

/** The module's history as our migrator takes it. */
export const migrations: readonly MigrationSource[] = [migrationOf(1, create, tables.toReversed().map((table) => `drop table ${table};`).join('\n')), migrationOf(2, change.up, change.down)]

/** Tenants of a module, numbered from 0. */
export function targetsOf(module: string, count: number): readonly MigrationTarget[] {
  return Array.from({ length: count }, (_, index) => {
    const tenantId = `t${String(index).padStart(5, '0')}`
    return { tenantId, module, schema: schemaNameOf(tenantId, module) }
  })
}

/** One migration with the names and checksum that a module's files would give it. */
export function migrationOf(dataVersion: number, up: string, down: string): MigrationSource {
  const name = `${String(dataVersion).padStart(4, '0')}_change_shape`
  const file = (kind: string) => `prisma/migrations/${name}/${kind}.sql`
  return { name, dataVersion, phase: 'expand', run: 'transaction', up, down, restore: null, checksum: checksumOf(up, down, null), upFile: file('migration'), downFile: file('down') }
}
