import type { SqlSession } from '@tenon/model'
import type { TenantRows } from './test-module.ts'

/** Whose rows, and where. */
export interface RowsPlace {
  readonly tenantId: string
  /** Unquoted. */
  readonly schema: string
}

/** Every row of every table of a schema but the migrator's own, in one order whatever their places are. Empty when there is no such schema. */
export async function readRows(session: SqlSession, { tenantId, schema }: RowsPlace): Promise<TenantRows> {
  await session.query(`select set_config('tenon.tenant_id', $1, true), set_config('timezone', 'UTC', true)`, [tenantId])
  const { rows: tables } = await session.query<{ name: string; quoted: string }>(`
    select c.relname as name, format('%I.%I', nspname, relname) as quoted from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspname = $1 and relkind in ('r', 'p') and not relispartition and relname not like 'tenon\\_%' order by relname`, [schema])
  const found = new Map<string, readonly Readonly<Record<string, unknown>>[]>()
  for (const { name, quoted } of tables) {
    const { rows } = await session.query<{ row: Readonly<Record<string, unknown>> }>(`select to_jsonb(t) as row from ${quoted} t order by to_jsonb(t)::text`)
    found.set(name, rows.map(({ row }) => row))
  }
  return found
}
