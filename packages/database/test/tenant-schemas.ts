import { schemaNameOf } from '@tenon/model'
import type { TenantBinding, TenantDatabase } from '@tenon/module-sdk/ports'

const guard = `tenant_id = (select nullif(current_setting('tenon.tenant_id', true), ''))`
const column = `tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), '')`

/** The place of a tenant's data in these tests. */
export function bindingOf(tenantId: string): TenantBinding {
  return { tenantId, schema: schemaNameOf(tenantId, 'shop') }
}

/** Creates a tenant's schema with one guarded table `item` that holds one row, `item of <tenant>`. */
export async function createTenantSchema(database: TenantDatabase, { tenantId, schema }: TenantBinding): Promise<void> {
  await database.transaction(async (session) => {
    await session.query(`
      create schema ${schema};
      create table ${schema}.item (${column}, id int, name text not null, note text, made_at timestamptz, data jsonb, bytes bytea, primary key (tenant_id, id));
      alter table ${schema}.item enable row level security; alter table ${schema}.item force row level security;
      create policy tenon_guard on ${schema}.item using (${guard}) with check (${guard} and tenant_id = '${tenantId}');
      grant usage on schema ${schema} to tenon_runtime;
      grant select, insert, update, delete on all tables in schema ${schema} to tenon_runtime;
      select set_config('tenon.tenant_id', '${tenantId}', true);
      insert into ${schema}.item (id, name) values (1, 'item of ${tenantId}')`)
  })
}
