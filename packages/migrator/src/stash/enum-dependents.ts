import type { SqlSession } from '@tenon/model'

/** What stands in the way of another type for a column, as statements that take it out and put it in again just as it was. */
export interface Dependents {
  readonly drop: readonly string[]
  readonly restore: readonly string[]
}

/**
 * Views, checks, partial indexes, indexes of expressions, and triggers that name an enum of these or a column of one:
 * PostgreSQL keeps them parsed, for the type as it was. Views whose rules or triggers are the module's own are left
 * out, and so are generated columns and functions: what they forbid stays forbidden.
 * @param types - object ids. The search path leads to their schema
 */
export async function readEnumDependents(session: SqlSession, types: readonly string[]): Promise<Dependents> {
  const { rows } = await session.query<{ drop: string; restore: string }>(`
    with recursive enum as (select oid, typarray from pg_type where oid = any($1::oid[])),
    used(class, object, part) as (
      select 'pg_type'::regclass::oid, unnest(array[oid, typarray]), 0 from enum union all
      select 'pg_class'::regclass::oid, attrelid, attnum::int from enum join pg_attribute on atttypid in (enum.oid, typarray) and not attisdropped),
    dependent as (
      select distinct d.classid as class, d.objid as object from used join pg_depend d on d.refclassid = class and d.refobjid = object and d.refobjsubid = part),
    seen(view, depth) as (
      select ev_class, 1 from dependent join pg_rewrite r on class = 'pg_rewrite'::regclass and r.oid = object
      union
      select r.ev_class, depth + 1 from seen join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = view and d.classid = 'pg_rewrite'::regclass
      join pg_rewrite r on r.oid = d.objid and r.ev_class <> view),
    found(place, drop, restore) as (
      select 100 + max(depth), format('drop view %I', relname), format('create view %I %s as %s', relname, 'with (' || array_to_string(reloptions, ', ') || ')', pg_get_viewdef(c.oid))
      from seen join pg_class c on c.oid = view and relkind = 'v'
      where not exists (select from pg_trigger where tgrelid = view) and not exists (select from pg_rewrite where ev_class = view and rulename <> '_RETURN') group by c.oid, relname, reloptions
      union all
      select 1, format('alter table %s drop constraint %I', conrelid::regclass, conname), format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(c.oid))
      from dependent join pg_constraint c on class = 'pg_constraint'::regclass and c.oid = object and contype = 'c' and conrelid <> 0 and coninhcount = 0
      union all
      select 2, format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
      from dependent join pg_index i on class = 'pg_class'::regclass and i.indexrelid = object and (indpred is not null or indexprs is not null)
      where not exists (select from pg_constraint where conindid = i.indexrelid) and not exists (select from pg_inherits where inhrelid = i.indexrelid or inhparent = i.indexrelid)
      union all
      select 3, format('drop trigger %I on %s', tgname, tgrelid::regclass),
        pg_get_triggerdef(g.oid) || case tgenabled when 'O' then '' else format('; alter table %s %s trigger %I', tgrelid::regclass, case tgenabled when 'D' then 'disable' when 'A' then 'enable always' else 'enable replica' end, tgname) end
      from dependent join pg_trigger g on class = 'pg_trigger'::regclass and g.oid = object and not tgisinternal and tgparentid = 0)
    select drop, restore from found order by place`, [types])
  return { drop: rows.map(({ drop }) => drop).toReversed(), restore: rows.map(({ restore }) => restore) }
}
