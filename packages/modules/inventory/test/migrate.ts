import { schemaNameOf } from '@tenon/model'
import type { MigrationSource } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'

/** Interim */
export async function migrate(database: TenantDatabase, tenantId: string, sources: readonly MigrationSource[], direction: 'up'|'down' = 'up'): Promise<void> {
  const schema = schemaNameOf(tenantId, 'inventory')
  await database.transaction(async (session) => {
    await session.query(`create schema if not exists ${schema}`)
    await session.query(`select set_config('search_path', '${schema}', true), set_config('tenon.tenant_id', '${tenantId}', true)`)
    for (const source of sources) await session.query(direction === 'up' ? source.up : source.down ?? '')
    await session.query(`grant usage on schema ${schema} to tenon_runtime; grant select, insert, update, delete on all tables in schema ${schema} to tenon_runtime; grant usage on all sequences in schema ${schema} to tenon_runtime`)
    const tables = await session.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = '${schema}'`)
    for (const { name } of tables.rows)
      await session.query(`alter table ${name} enable row level security; alter table ${name} force row level security; drop policy if exists tenon_guard on ${name}; create policy tenon_guard on ${name} using (tenant_id = (select nullif(current_setting('tenon.tenant_id', true), ''))) with check (tenant_id = (select nullif(current_setting('tenon.tenant_id', true), '')))`)
  })
}
