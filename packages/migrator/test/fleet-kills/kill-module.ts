import { schemaNameOf } from '@tenon/model'
import type { MigrationTarget } from '@tenon/model'
import { migrationsOf, tenantColumn } from '../fixture.ts'

/** The module whose tenants are moved while everything around them is killed. */
export const module = 'shop'

/** What the run leads to; tenants come from versions 1 and 2. */
export const destination = 4

/** A table, a column, a rename with a table of its own and an index, and a backfill. */
export const migrations = migrationsOf([
  { up: `create table item (${tenantColumn}, id int, name text not null, amount int not null, primary key (tenant_id, id));`, down: 'drop table item;' },
  { up: 'alter table item add column price numeric(10,2);', down: 'alter table item drop column price;' },
  {
    up: `alter table item rename column name to title; alter table item add column note text; create index item_title on item (tenant_id, title);
      create table tag (${tenantColumn}, item_id int, label text, primary key (tenant_id, item_id, label), foreign key (tenant_id, item_id) references item (tenant_id, id));`,
    down: 'drop table tag; drop index item_title; alter table item drop column note; alter table item rename column title to name;',
  },
  { up: `update item set note = 'about ' || title where note is null;`, down: 'select 1;', phase: 'backfill' },
])

/** The tenants, in order. */
export function targetsOf(count: number): readonly MigrationTarget[] {
  return Array.from({ length: count }, (_, index) => {
    const tenantId = `t${String(index).padStart(4, '0')}`
    return { tenantId, module, schema: schemaNameOf(tenantId, module) }
  })
}

/** Where a tenant stands before a run: half of them at version 1, half at 2. */
export function baseOf(index: number): number {
  return index % 2 === 0 ? 1 : 2
}

/** The caller's own row: it must always say what the ledger says. */
export function recordPlace({ target, toDataVersion }: { readonly target: MigrationTarget; readonly toDataVersion: number }): readonly string[] {
  return [`insert into told.place values ('${target.tenantId}', ${toDataVersion}) on conflict (tenant_id) do update set data_version = excluded.data_version`]
}

/** One tenant in four has rows, and with them something that a way back must keep. */
export function hasRows(index: number): boolean {
  return index % 8 < 2
}
