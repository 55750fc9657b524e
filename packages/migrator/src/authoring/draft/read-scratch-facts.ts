import type { SqlSession } from '@tenon/model'
import type { ScratchFacts } from './plan-draft.ts'

/** Reads what the planner of a draft must know of a schema's foreign keys, indexes, required columns and types. */
export async function readScratchFacts(session: SqlSession, schema: string): Promise<ScratchFacts> {
  const { rows } = await session.query<{ readonly kind: string; readonly name: string; readonly said: readonly string[] }>(`
    with tables as (
      select c.oid, c.relname from pg_depend d join pg_class c on c.oid = d.objid
      where d.refclassid = 'pg_namespace'::regclass and d.refobjid = (select oid from pg_namespace where nspname = $1) and d.classid = 'pg_class'::regclass and c.relkind in ('r', 'p')
    )
    select 'key' as kind, k.conname as name, array[
        t.relname || ' (' || (select string_agg(a.attname, ', ' order by u.at) from unnest(k.conkey) with ordinality u(attnum, at) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum) || ') ' || (select relname from pg_class where oid = k.confrelid)
      ] as said
    from tables t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
    union all
    select 'index', i.relname, array(select t.relname || '.' || a.attname from pg_attribute a where a.attrelid = t.oid and a.attnum = any (x.indkey) and a.attname <> 'tenant_id')
    from tables t join pg_index x on x.indrelid = t.oid join pg_class i on i.oid = x.indexrelid
    union all
    select 'required', t.relname || '.' || a.attname, array[]::text[] from tables t join pg_attribute a on a.attrelid = t.oid
    where a.attnum > 0 and not a.attisdropped and a.attnotnull and not a.atthasdef and a.attidentity = ''
    union all
    select 'type', typname, array[]::text[] from pg_type where typnamespace = (select oid from pg_namespace where nspname = $1) and typtype = 'e'`, [schema])
  const named = (kind: string) => rows.filter((row) => row.kind === kind)
  return {
    foreignKeys: new Map(named('key').map(({ name, said }) => [name, said[0] ?? ''])),
    indexes: new Map(named('index').map(({ name, said }) => [name, said])),
    required: new Set(named('required').map(({ name }) => name)),
    types: new Set(named('type').map(({ name }) => name)),
  }
}
