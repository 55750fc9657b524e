import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { adoptSql } from './adopt-sql.ts'
import { tableNamesOf } from './transition-tables.ts'

const refusedFile = join(import.meta.dirname, '../../../test/adopt/refused.sql')
const mark = /^\s*-- refused: ([a-z-]+)$/

async function adopted(sql: string, crypto = false): Promise<string> {
  const result = await adoptSql(sql, { crypto })
  expect(result.issues).toEqual([])
  return result.sql
}

describe('what reaches beyond a tenant', () => {
  it('is refused at its line, for its reason, all at once', async () => {
    const sql = await readFile(refusedFile, 'utf8')
    const wanted = sql.split('\n').flatMap((line, index) => (mark.exec(line)?.[1] === undefined ? [] : [`${index + 2} ${mark.exec(line)?.[1]}`]))
    const { issues, sql: untouched } = await adoptSql(sql, { crypto: false })
    expect(issues.map(({ line, reason }) => `${line} ${reason}`)).toEqual(wanted)
    expect(wanted.length).toBeGreaterThan(100)
    expect(untouched).toBe(sql)
  })

  it('is shown as it stands', async () => {
    expect((await adoptSql('select 1;\r\n  GRANT SELECT ON "Order"\r\n TO app;', { crypto: false })).issues).toEqual([{ line: 2, reason: 'grant', subject: 'GRANT SELECT ON "Order"' }])
  })

  it('is refused when it is no SQL, at the line where it stops being one', async () => {
    expect((await adoptSql('select 1;\n-- é\nselect from where;', { crypto: false })).issues).toMatchObject([{ line: 3, reason: 'syntax' }])
  })
})

describe('the schema public', () => {
  it.each([
    ['CREATE TABLE "public"."Order" ("id" TEXT NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));', 'CREATE TABLE "Order" ("id" TEXT NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));'],
    ['ALTER TABLE PUBLIC . "Ördér" ADD COLUMN s "public"."Status"[] DEFAULT ARRAY[]::"public"."Status"[];', 'ALTER TABLE   "Ördér" ADD COLUMN s "Status"[] DEFAULT ARRAY[]::"Status"[];'],
    ['select public.t.id, "public"."f"(1), a.public, b.public.c from public.t a', 'select t.id, "f"(1), a.public, b.public.c from t a'],
    ['CREATE TABLE t (public boolean, "public" int, UNIQUE (public, x))', 'CREATE TABLE t (public boolean, "public" int, UNIQUE (public, x))'],
    [`INSERT INTO public.t VALUES ('public', 'public.', 'see public.t here')`, `INSERT INTO t VALUES ('public', 'public.', 'see public.t here')`],
    [`alter table t alter id set default nextval('"public"."t_id_seq"'::regclass)`, `alter table t alter id set default nextval('"t_id_seq"'::regclass)`],
    [`select setval('public.t_id_seq', (select max(id) from public.t)), pg_get_serial_sequence('public."T"', 'id')`, `select setval('t_id_seq', (select max(id) from t)), pg_get_serial_sequence('"T"', 'id')`],
    ['alter sequence public.s owned by public.t.id', 'alter sequence s owned by t.id'],
    ['drop type public.a, "public"."b"; drop index public.i; drop trigger g on public.t; drop function public.f(public.a, int)', 'drop type a, "b"; drop index i; drop trigger g on t; drop function f(a, int)'],
    [`comment on column public.t.public is 'in public.t'`, `comment on column t.public is 'in public.t'`],
    ['select 1 operator(public.+) 2, x collate public."de", cast(x as public.d) order by x using operator(public.<)', 'select 1 operator(+) 2, x collate "de", cast(x as d) order by x using operator(<)'],
    ['create index i on public.t using gin (a public.gin_trgm_ops) where b = \'x\'::public.s', 'create index i on t using gin (a gin_trgm_ops) where b = \'x\'::s'],
    ['create trigger g before insert on public.t for each row execute function public.f()', 'create trigger g before insert on t for each row execute function f()'],
    ['create table p partition of public.t for values in (1); create table q (like public.t including all) inherits (public.r)', 'create table p partition of t for values in (1); create table q (like t including all) inherits (r)'],
    ['alter type public.status rename value \'a\' to \'b\'; alter type public.status add value \'c\'; alter domain public.d drop not null', 'alter type status rename value \'a\' to \'b\'; alter type status add value \'c\'; alter domain d drop not null'],
  ])('is taken off names and nothing else: %s', async (before, after) => {
    expect(await adopted(before)).toBe(after)
  })

  it('is taken off in the bodies of functions, which stay as they are otherwise', async () => {
    const body = (schema: string) => `begin\r\n  -- é, of public.t\r\n  insert into ${schema}log (what) values ('public.');\r\n  n := (select count(*) from ${schema}t) + 1;\r\n  new.state := 'x'::${schema}state;\r\n  return new;\r\nend`
    const statement = (schema: string) => `create function ${schema}f() returns trigger language plpgsql as $f$ declare n int; r ${schema}t%rowtype; s ${schema}t.state%type; ${body(schema)} $f$;\ncreate function g() returns bigint as $$ select count(*) from ${schema}t $$ language sql;\ndo $$ begin perform ${schema}f(); end $$;`
    expect(await adopted(statement('public.'))).toBe(statement(''))
  })

  it('need not be created, and a transaction around statements is none', async () => {
    expect(await adopted('-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\nBEGIN;\nselect 1;\nCOMMIT;')).toBe('-- CreateSchema\n;\n;\nselect 1;\n;')
  })
})

describe('a transition table', () => {
  const trigger = 'create trigger g after insert on public.t referencing new table as added for each statement execute function public.f()'

  it('keeps its name where no table has it', async () => {
    expect(await adopted(trigger)).toBe(trigger.replaceAll('public.', ''))
  })

  it.each(['create table public.added (id int);', 'alter table b rename to added;', 'create view added as select 1;'])('is refused where a table of the project has its name: %s', async (other) => {
    const tables = new Set(tableNamesOf(other))
    expect((await adoptSql(trigger, { crypto: false, tables })).issues).toMatchObject([{ line: 1, reason: 'name-unclear' }])
    expect((await adoptSql(`${other}\n${trigger}`, { crypto: false })).issues).toMatchObject([{ line: 2, reason: 'name-unclear' }])
  })
})

describe('extensions', () => {
  it('stand once for all tenants, without moving the lines below', async () => {
    const sql = await adopted('CREATE EXTENSION IF NOT EXISTS "citext"\n  WITH SCHEMA "public";\nselect 1;\ndrop extension "uuid-ossp";')
    expect(sql.split('\n').slice(1)).toEqual([';', 'select 1;', ';'])
    expect(sql).toContain('create extension if not exists "citext" schema pg_catalog')
  })

  it('of pgcrypto keep their own schema, and its functions are called there', async () => {
    const sql = await adopted(`create table t (salt text default gen_salt('bf'), id uuid default gen_random_uuid()); select digest('a', 'sha256'), x.digest from x`, true)
    expect(sql).toBe(`create table t (salt text default tenon_extensions.gen_salt('bf'), id uuid default gen_random_uuid()); select tenon_extensions.digest('a', 'sha256'), x.digest from x`)
  })
})
