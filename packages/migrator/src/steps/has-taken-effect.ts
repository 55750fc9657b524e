import type { MigrationTarget, SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'
import type { StepStatement } from './read-statements.ts'

/**
 * Asks the catalog whether a statement that cannot run in a transaction has done its work already: it may have
 * ended on the server although whoever sent it died before noting so.
 */
export async function hasTakenEffect(session: SqlSession, { schema }: MigrationTarget, statement: StepStatement): Promise<boolean> {
  const { effect } = statement
  switch (effect.kind) {
    case 'build-index':
      return hasEqualIndex(session, schema, { ...effect, sql: statement.sql })
    case 'drop-index':
      return (await indexesNamed(session, schema, effect.indexes)).length === 0
    case 'add-enum-value':
      return hasEnumValue(session, schema, effect)
    case 'atomic':
    case 'repeatable':
    case 'refused':
      return false
    default:
      return effect satisfies never
  }
}

interface NamedIndex {
  readonly valid: boolean
  readonly definition: string
}

async function indexesNamed(session: SqlSession, schema: string, names: readonly string[]): Promise<readonly NamedIndex[]> {
  const { rows } = await session.query<NamedIndex>(`
    select indisvalid as valid, pg_get_indexdef(indexrelid) as definition from pg_index join pg_class on pg_class.oid = indexrelid
    where relname = any($1::text[]) and relnamespace = (select oid from pg_namespace where nspname = $2)`, [names, schema])
  return rows
}

/**
 * An index of that name that is valid and means the same. What the statement means, the server says itself: it
 * is run on an empty temporary table of the same name and columns, which hides the real one while it is there.
 */
async function hasEqualIndex(session: SqlSession, schema: string, { sql, table, index }: { readonly sql: string; readonly table: string; readonly index: string }): Promise<boolean> {
  const [there] = await indexesNamed(session, schema, [index])
  if (there?.valid !== true) return false
  await session.query(`create temporary table ${quoteIdentifier(table)} (like ${quoteIdentifier(schema)}.${quoteIdentifier(table)})`)
  try {
    await session.query(sql)
    const { rows } = await session.query<{ schema: string }>('select nspname as schema from pg_namespace where oid = pg_my_temp_schema()')
    const temporary = rows[0]?.schema ?? ''
    const [wanted] = await indexesNamed(session, temporary, [index])
    return wanted !== undefined && withoutSchema(wanted.definition, 'pg_temp') === withoutSchema(there.definition, schema)
  } finally {
    await session.query(`drop table pg_temp.${quoteIdentifier(table)}`)
  }
}

function withoutSchema(definition: string, schema: string): string {
  return definition.replaceAll(`${quoteIdentifier(schema)}.`, '').replaceAll(`${schema}.`, '')
}

async function hasEnumValue(session: SqlSession, schema: string, { type, value }: { readonly type: string; readonly value: string }): Promise<boolean> {
  const { rows } = await session.query<{ found: boolean }>(`
    select exists (select from pg_enum join pg_type on pg_type.oid = enumtypid
      where typname = $1 and typnamespace = (select oid from pg_namespace where nspname = $2) and enumlabel = $3) as found`, [type, schema, value])
  return rows[0]?.found ?? false
}
