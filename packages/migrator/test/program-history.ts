import fc from 'fast-check'
import type { Step } from './fixture.ts'
import { tenantColumn } from './fixture.ts'

/** One kind of change of the table `s<n>` that the first migration makes for it. */
type Change = (n: number) => Step

const changes: Readonly<Record<string, Change>> = {
  'add column': (n) => ({ up: `alter table s${n} add column extra text default 'grey';`, down: `alter table s${n} drop column extra;` }),
  'add several columns and indexes': (n) => ({ up: `alter table s${n} add column x int, add column y numeric(8,3); create index s${n}_x on s${n} (x, y);`, down: `drop index s${n}_x; alter table s${n} drop column x, drop column y;` }),
  'drop column': (n) => ({ up: `alter table s${n} drop column c;`, down: `alter table s${n} add column c numeric(10,2);` }),
  'rename column': (n) => ({ up: `alter table s${n} rename column b to title;`, down: `alter table s${n} rename column title to b;` }),
  'rename table, drop its column on the way back': (n) => ({ up: `alter table s${n} rename to r${n}; alter table r${n} add column "Odd ""name" text;`, down: `alter table r${n} drop column "Odd ""name"; alter table r${n} rename to s${n};` }),
  'names swapped around a column dropped on the way back': (n) => ({ up: `alter table s${n} add column z text; alter table s${n} rename column c to k; alter table s${n} rename column b to c; alter table s${n} rename column k to b;`, down: `alter table s${n} rename column b to k; alter table s${n} rename column c to b; alter table s${n} rename column k to c; alter table s${n} drop column z;` }),
  'new table with rows': (n) => ({ up: `create table n${n} (${tenantColumn}, id bigint generated always as identity, label text, primary key (tenant_id, id)); insert into n${n} (label) values ('a'), ('b');`, down: `drop table n${n};` }),
  'new table without key': (n) => ({ up: `create table k${n} (${tenantColumn}, id int, note text);`, down: `drop table k${n};` }),
  'drop table': (n) => ({ up: `drop table s${n}_child;`, down: `create table s${n}_child (${tenantColumn}, id int, ref int, b text, primary key (tenant_id, id), foreign key (tenant_id, ref) references s${n} on delete cascade);` }),
  retype: (n) => ({ up: `alter table s${n} alter column a type numeric(12,4);`, down: `alter table s${n} alter column a type int using round(a);` }),
  'retype and rewrite': (n) => ({ up: `alter table s${n} alter column a type text;`, down: `update s${n} set a = '0' where a !~ '^[0-9]+$'; alter table s${n} alter column a type int using a::int;` }),
  'default and not null': (n) => ({ up: `update s${n} set a = 0 where a is null; alter table s${n} alter column a set default 7, alter column a set not null;`, down: `alter table s${n} alter column a drop not null, alter column a drop default;` }),
  'check and unique': (n) => ({ up: `alter table s${n} add constraint s${n}_a check (a is null or a > -1000); alter table s${n} add unique (tenant_id, id, b);`, down: `alter table s${n} drop constraint s${n}_a; alter table s${n} drop constraint s${n}_tenant_id_id_b_key;` }),
  'foreign key': (n) => ({ up: `alter table s${n} add column other int; alter table s${n} add foreign key (tenant_id, other) references s${n} deferrable initially deferred;`, down: `alter table s${n} drop column other;` }),
  backfill: (n) => ({ up: `update s${n} set b = 'filled' where b is null;`, down: 'select 1;', phase: 'backfill' }),
  'values rewritten on the way back': (n) => ({ up: `alter table s${n} add column unit text default 'each';`, down: `update s${n} set b = coalesce(b, '') || unit where a > 2; alter table s${n} drop column unit;` }),
  'rows deleted on the way back': (n) => ({ up: `alter table s${n} add column kind text default 'good';`, down: `delete from s${n} where a = 3 or kind <> 'good'; alter table s${n} drop column kind;` }),
  'rows deleted through another table': (n) => ({ up: `alter table s${n} add column mark int;`, down: `with gone as (delete from s${n} t using s${n}_child c where c.ref = t.id and t.a > 3 returning t.id) update s${n} set b = 'left' where id in (select id + 1 from gone); alter table s${n} drop column mark;` }),
  'rows merged on the way back': (n) => ({ up: `alter table s${n} add column m text;`, down: `insert into s${n} (id, b) select id + 1, m from s${n} where m is not null on conflict (tenant_id, id) do update set b = excluded.b; alter table s${n} drop column m;` }),
  'table emptied on the way back': (n) => ({ up: `create table e${n} (${tenantColumn}, id int, v text, primary key (tenant_id, id)); alter table s${n}_child add column w int;`, down: `truncate s${n}_child; alter table s${n}_child drop column w; drop table e${n};` }),
  'table replaced': (n) => ({ up: `create table s${n}_new (${tenantColumn}, id int primary key, b text); insert into s${n}_new select tenant_id, id, b from s${n}_child; drop table s${n}_child; alter table s${n}_new rename to s${n}_child;`, down: `alter table s${n}_child rename to s${n}_new; create table s${n}_child (${tenantColumn}, id int, ref int, b text, primary key (tenant_id, id), foreign key (tenant_id, ref) references s${n} on delete cascade); insert into s${n}_child (id, b) select id, b from s${n}_new; drop table s${n}_new;` }),
  'other key': (n) => ({ up: `alter table s${n}_child drop constraint s${n}_child_pkey; alter table s${n}_child add primary key (tenant_id, id, b);`, down: `alter table s${n}_child drop constraint s${n}_child_pkey; delete from s${n}_child x using s${n}_child y where x.id = y.id and x.b > y.b; alter table s${n}_child add primary key (tenant_id, id); alter table s${n}_child alter column b drop not null;` }),
  enum: (n) => ({ up: `create type mood${n} as enum ('fine', 'bad'); alter table s${n} add column mood mood${n} default 'fine';`, down: `alter table s${n} drop column mood; drop type mood${n};` }),
  view: (n) => ({ up: `create view v${n} as select id, b from s${n};`, down: `drop view v${n};` }),
  sequence: (n) => ({ up: `create sequence q${n}; alter table s${n} add column num bigint default nextval('q${n}');`, down: `alter table s${n} drop column num; drop sequence q${n};` }),
  'generated column': (n) => ({ up: `alter table s${n} add column twice int generated always as (id * 2) stored;`, down: `alter table s${n} drop column twice;` }),
  'computed for good on the way back': (n) => ({ up: `alter table s${n}_child drop column b; alter table s${n}_child add column b text generated always as ('n' || id::text) stored;`, down: `alter table s${n}_child drop column b; alter table s${n}_child add column b text;` }),
  trigger: (n) => ({ up: `create function touch${n}() returns trigger language plpgsql as $$ begin new.b := coalesce(new.b, 'touched'); return new; end $$; create trigger touch before update on s${n} for each row execute function touch${n}(); update s${n} set a = a;`, down: `drop trigger touch on s${n}; drop function touch${n};` }),
  'code that only runs with rows': (n) => ({ up: `do $$ begin if exists (select from s${n}) then update s${n} set b = 'done' where b is null; end if; end $$;`, down: `do $$ begin delete from s${n} where a = 4; end $$;` }),
  function: (n) => ({ up: `create function f${n}(v int) returns int language sql as $$ select v + 1 $$; alter table s${n} add column fv int; update s${n} set fv = f${n}(id);`, down: `update s${n} set a = f${n}(id); alter table s${n} drop column fv; drop function f${n};` }),
}

/** The kinds of change that histories are made of. */
export const changeKinds = Object.keys(changes)

/** The kinds of which only a tenant's own data can tell what their downs take away. */
export const opaqueKinds: readonly string[] = ['code that only runs with rows', 'function', 'new table with rows', 'other key', 'table replaced']

/** A history that begins with the tables and goes on with one migration for each kind, each on tables of its own. */
export function historyOf(kinds: readonly string[]): readonly Step[] {
  const tables = kinds.map((_, index) => `
    create table s${index} (${tenantColumn}, id int, a int, b text, c numeric(10,2), primary key (tenant_id, id));
    create table s${index}_child (${tenantColumn}, id int, ref int, b text, primary key (tenant_id, id), foreign key (tenant_id, ref) references s${index} on delete cascade);`)
  const drops = kinds.map((_, index) => `drop table s${index}_child; drop table s${index};`)
  return [{ up: tables.join('\n'), down: drops.join('\n') }, ...kinds.map((kind, index) => changes[kind]?.(index) ?? { up: '' })]
}

/** A few rows written to every table there is, whichever version is in force. What a rule forbids is left out, in both databases alike. */
export const writes: fc.Arbitrary<string> = fc.record({ first: fc.integer({ min: 1, max: 6 }), rows: fc.integer({ min: 0, max: 5 }), changed: fc.integer({ min: 1, max: 3 }), gone: fc.option(fc.integer({ min: 1, max: 8 }), { nil: 0 }) }).map(({ first, rows, changed, gone }) => `
  do $do$ declare t record; names text; fills text; sets text; begin
    for t in select c.oid, relname from pg_class c where relnamespace = current_schema::regnamespace and relkind = 'r' and relname not like 'tenon%' order by relname loop
      select string_agg(quote_ident(attname), ', ' order by attname),
        string_agg(case when attname in ('id', 'ref') then 'g' when atttypid = 'text'::regtype then quote_literal('w') || ' || g' when attname in ('other') then 'null' else 'g % 5' end, ', ' order by attname),
        string_agg(case when atttypid = 'text'::regtype then quote_ident(attname) || ' = ' || quote_literal('u') || ' || id' when attname in ('a', 'c', 'x', 'y') then quote_ident(attname) || ' = 3' end, ', ' order by attname)
      into names, fills, sets
      from pg_attribute where attrelid = t.oid and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = '' and attname <> 'tenant_id' and (atttypid in ('int'::regtype, 'text'::regtype, 'numeric'::regtype));
      begin execute format('insert into %I (%s) select %s from generate_series(${first}, ${first + rows - 1}) g', t.relname, names, fills); exception when others then null; end;
      begin execute format('update %I set %s where id %% 3 = ${changed - 1}', t.relname, sets); exception when others then null; end;
      begin execute format('delete from %I where id = ${gone}', t.relname); exception when others then null; end;
    end loop;
  end $do$`)
