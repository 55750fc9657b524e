import type { SqlSession } from '@tenon/model'
import type { TenantRows } from './test-module.ts'

/** Whose rows, and where. */
export interface RowsPlace {
  readonly tenantId: string
  /** Unquoted. */
  readonly schema: string
}

/** Every row of every table of a schema but the migrator's own, in one order whatever their places are, by two queries. Empty when there is no such schema. */
export async function readRows(session: SqlSession, { tenantId, schema }: RowsPlace): Promise<TenantRows> {
  await session.query(`select set_config('tenon.tenant_id', $1, true), set_config('timezone', 'UTC', true)`, [tenantId])
  const { rows: tables } = await session.query<{ name: string; quoted: string }>(`
    select c.relname as name, format('%I.%I', nspname, relname) as quoted from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspname = $1 and relkind in ('r', 'p') and not relispartition and relname not like 'tenon\\_%' order by relname`, [schema])
  const parts = tables.map(({ quoted }, index) => `select ${index} as place, to_jsonb(t) as row from ${quoted} t`)
  const { rows } = parts.length === 0 ? { rows: [] } : await session.query<PlacedRow>(`${parts.join(' union all ')} order by 1, 2`)
  return new Map(tables.map(({ name }, index) => [name, rows.filter(({ place }) => place === index).map(({ row }) => row)]))
}

interface PlacedRow {
  /** Of its table. */
  readonly place: number
  readonly row: Readonly<Record<string, unknown>>
}
