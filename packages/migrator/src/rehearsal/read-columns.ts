import type { MigrationTarget, SqlSession } from '@tenon/model'
import type { ValueColumn } from './random-values.ts'

/** A column as somebody who writes rows must know it. */
export interface WritableColumn extends ValueColumn {
  readonly name: string
  /** As a cast takes it. */
  readonly type: string
  readonly nullable: boolean
  /** The server makes the value: generated, identity, or out of a sequence. */
  readonly made: boolean
  /** Values that a check of this column alone lists; null when none does. */
  readonly listed: readonly string[] | null
  /** Part of the primary key or of a unique index. */
  readonly unique: boolean
}

/** A table to write to. */
export interface WritableTable {
  readonly name: string
  readonly key: readonly string[]
  readonly columns: readonly WritableColumn[]
  readonly references: readonly { readonly parent: string; readonly columns: readonly string[]; readonly parentColumns: readonly string[] }[]
}

/** Every table of the clone that rows can be written to, in one query. */
export async function readWritableTables(session: SqlSession, { schema }: MigrationTarget): Promise<readonly WritableTable[]> {
  const { rows } = await session.query<WritableTable>(`
    select c.relname as name,
      array(select attname::text from pg_index i join pg_attribute on attrelid = c.oid and attnum = any(i.indkey) where i.indrelid = c.oid and i.indisprimary) as key,
      (select coalesce(json_agg(json_build_object(
          'name', attname, 'type', format_type(atttypid, atttypmod), 'nullable', not attnotnull,
          'base', coalesce(b.typname, t.typname), 'modifier', case when t.typtype = 'd' then t.typtypmod else atttypmod end,
          'labels', (select json_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = coalesce(b.oid, t.oid)),
          'listed', (select json_agg(replace(found[1], '''''', '''')) from pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''((?:[^'']|'''')*)''::', 'g') as found
            where conrelid = c.oid and contype = 'c' and conkey = array[attnum] and pg_get_constraintdef(oid) like '%= ANY (ARRAY[%'),
          'made', attgenerated <> '' or attidentity <> '' or coalesce(pg_get_expr(adbin, adrelid) like 'nextval(%', false),
          'unique', exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and attnum = any(i.indkey))) order by attnum), '[]')
        from pg_attribute a join pg_type t on t.oid = atttypid left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
        left join pg_attrdef on adrelid = attrelid and adnum = attnum
        where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
      (select coalesce(json_agg(json_build_object('parent', p.relname,
          'columns', array(select attname from unnest(conkey) with ordinality as k(number, place) join pg_attribute on attrelid = conrelid and attnum = number order by place),
          'parentColumns', array(select attname from unnest(confkey) with ordinality as k(number, place) join pg_attribute on attrelid = confrelid and attnum = number order by place)) order by conname), '[]')
        from pg_constraint join pg_class p on p.oid = confrelid where contype = 'f' and conrelid = c.oid) as references
    from pg_depend d join pg_class c on c.oid = d.objid and d.classid = 'pg_class'::regclass and d.refclassid = 'pg_namespace'::regclass
    where d.refobjid = (select oid from pg_namespace where nspname = $1) and relkind in ('r', 'p') and not relispartition and relname not like 'tenon\\_%'
    order by relname`, [schema])
  return rows
}
