import type { SqlSession } from '@tenon/model'
import type { ColumnFacts, SchemaFacts, TableFacts } from './schema-facts.ts'

/** Reads a schema from the catalog. Sets the session's search path to it, so that PostgreSQL names its objects without it. */
export async function readSchema(session: SqlSession, schema: string): Promise<SchemaFacts> {
  await session.query(`select set_config('search_path', $1, false)`, [schema])
  const tables = await session.query<{ table: string; security: TableFacts['rowSecurity'] }>(tableStatement, [schema])
  return {
    tables: await Promise.all(tables.rows.map((row) => readTable(session, `${schema}.${row.table}`, { name: row.table, rowSecurity: row.security }))),
    views: await readLines(session, viewStatement, schema),
    functions: await readLines(session, functionStatement, schema),
    enums: await readLines(session, enumStatement, schema),
  }
}

async function readTable(session: SqlSession, qualified: string, known: Pick<TableFacts, 'name' | 'rowSecurity'>): Promise<TableFacts> {
  const columns = await session.query<ColumnFacts & Record<string, unknown>>(columnStatement, [qualified])
  return {
    ...known,
    columns: columns.rows,
    constraints: await readLines(session, constraintStatement, qualified),
    indexes: await readLines(session, indexStatement, qualified),
    triggers: await readLines(session, triggerStatement, qualified),
    policies: await readLines(session, policyStatement, qualified),
    grants: await readLines(session, grantStatement, qualified),
  }
}

async function readLines(session: SqlSession, statement: string, subject: string): Promise<readonly string[]> {
  const result = await session.query<{ line: string }>(statement, [subject])
  return result.rows.map((row) => row.line)
}

const tableStatement = `
  select relname as table, case when relforcerowsecurity then 'forced' when relrowsecurity then 'on' else 'off' end as security
  from pg_class where relnamespace = $1::text::regnamespace and relkind in ('r', 'p') order by relname collate "C"`

const columnStatement = `
  select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
    case when a.attidentity <> '' then 'identity'
      when a.attgenerated <> '' then 'generated: ' || pg_get_expr(d.adbin, d.adrelid)
      else pg_get_expr(d.adbin, d.adrelid) end as "default"
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`

// Not-null constraints (contype n, listed from PostgreSQL 18 on) stand in the column table already.
const constraintStatement = `
  select conname || ': ' || pg_get_constraintdef(oid) as line
  from pg_constraint where conrelid = $1::text::regclass and contype in ('p', 'u', 'f', 'c', 'x') order by contype = 'p' desc, conname collate "C"`

const indexStatement = `
  select pg_get_indexdef(i.indexrelid, 0, true) as line from pg_index i join pg_class c on c.oid = i.indexrelid
  where i.indrelid = $1::text::regclass and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.conrelid = i.indrelid)
  order by c.relname collate "C"`

const triggerStatement = `
  select pg_get_triggerdef(oid, true) as line from pg_trigger where tgrelid = $1::text::regclass and not tgisinternal order by tgname collate "C"`

const policyStatement = `
  select polname || ': ' || case polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end
    || coalesce(' using ' || pg_get_expr(polqual, polrelid), '') || coalesce(' with check ' || pg_get_expr(polwithcheck, polrelid), '') as line
  from pg_policy where polrelid = $1::text::regclass order by polname collate "C"`

// The owner's own rights say nothing about who else may reach the table.
const grantStatement = `
  select coalesce(r.rolname, 'public') || ': ' || string_agg(a.privilege_type, ', ' order by a.privilege_type) as line
  from pg_class c cross join aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
  where c.oid = $1::text::regclass and a.grantee <> c.relowner group by r.rolname order by 1`

const viewStatement = `
  select relname || ': ' || regexp_replace(pg_get_viewdef(oid), '\\s+', ' ', 'g') as line
  from pg_class where relnamespace = $1::text::regnamespace and relkind in ('v', 'm') order by relname collate "C"`

const functionStatement = `
  select proname || '(' || pg_get_function_identity_arguments(oid) || ') returns ' || pg_get_function_result(oid) as line
  from pg_proc where pronamespace = $1::text::regnamespace order by 1`

const enumStatement = `
  select t.typname || ': ' || string_agg(e.enumlabel, ', ' order by e.enumsortorder) as line
  from pg_type t join pg_enum e on e.enumtypid = t.oid where t.typnamespace = $1::text::regnamespace group by t.typname order by t.typname collate "C"`
