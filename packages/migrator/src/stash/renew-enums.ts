import type { SqlSession } from '@tenon/model'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'
import { readEnumDependents } from './enum-dependents.ts'
import type { CatalogTable } from './read-catalog.ts'

interface EnumType {
  /** Object id. */
  readonly type: string
  readonly name: string
  readonly labels: readonly string[]
  readonly columns: readonly EnumColumn[]
}

interface EnumColumn {
  readonly table: string
  readonly column: string
  readonly array: boolean
  /** Its default as SQL; null when it has none. */
  readonly fallback: string | null
}

/** Not the data's fault, so another attempt of the move is worth more than an answer. */
const retryable = ['55P03', '40P01']

/** Enums `e` to which this very transaction has added a value; no others need their tables rewritten. */
const hasNewValue = 'exists (select from pg_enum n where n.enumtypid = e.oid and age(n.xmin) <= 0)'

/**
 * Makes the enums that a table uses anew, with the same labels in the same order. PostgreSQL lets no transaction
 * use a value that it has itself added to an enum (SQLSTATE 55P04), but it does let it use all values of an
 * enum that it has itself created: so values set aside can return in the very move that adds their label.
 * @returns false, and nothing changed, when something depends on an enum in a way that forbids it: a generated column, a function
 */
export async function renewEnums(session: SqlSession, { relation }: CatalogTable): Promise<boolean> {
  return renew(session, await readEnums(session, `typnamespace = (select relnamespace from pg_class where oid = $1)
      and exists (select from pg_attribute where attrelid = $1 and atttypid in (e.oid, e.typarray) and not attisdropped)`, relation))
}

/** The same for all enums of a schema that got a value in this transaction. */
export async function renewSchemaEnums(session: SqlSession, schema: string): Promise<boolean> {
  return renew(session, await readEnums(session, 'typnamespace = (select oid from pg_namespace where nspname = $1)', schema))
}

async function renew(session: SqlSession, types: readonly EnumType[]): Promise<boolean> {
  await session.query('savepoint tenon_enums')
  try {
    const { drop, restore } = types.length === 0 ? { drop: [], restore: [] } : await readEnumDependents(session, types.map(({ type }) => type))
    for (const statement of [...drop, ...types.flatMap(renewal), ...restore]) await session.query(statement)
    await session.query('release savepoint tenon_enums')
    return types.length > 0
  } catch (error) {
    if (retryable.includes((error as { readonly code?: string }).code ?? '')) throw error
    await session.query('rollback to savepoint tenon_enums')
    return false
  }
}

/** The enums that a condition on `e` names, and every column of their schema that uses one. */
async function readEnums(session: SqlSession, condition: string, value: string): Promise<readonly EnumType[]> {
  const { rows } = await session.query<EnumType>(`
    select e.oid::text as type, typname as name, (select json_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = e.oid) as labels,
      (select coalesce(json_agg(json_build_object('table', c.relname, 'column', attname, 'array', atttypid = e.typarray, 'fallback', pg_get_expr(adbin, adrelid))), '[]')
        from pg_attribute a join pg_class c on c.oid = attrelid and relkind in ('r', 'p') and relnamespace = e.typnamespace
        left join pg_attrdef on adrelid = attrelid and adnum = attnum
        where atttypid in (e.oid, e.typarray) and not attisdropped) as columns
    from pg_type e
    where typtype = 'e' and ${hasNewValue} and ${condition}
    order by typname`, [value])
  return rows
}

function renewal({ name, labels, columns }: EnumType): readonly string[] {
  const type = quoteIdentifier(name)
  const former = quoteIdentifier(`${name.slice(0, 50)}_tenon_old`)
  return [
    `alter type ${type} rename to ${former}`,
    `create type ${type} as enum (${labels.map(quoteLiteral).join(', ')})`,
    ...columns.flatMap(({ table, column, array, fallback }) => {
      const alter = `alter table ${quoteIdentifier(table)} alter column ${quoteIdentifier(column)}`
      const suffix = array ? '[]' : ''
      return [
        ...(fallback === null ? [] : [`${alter} drop default`]),
        `${alter} type ${type}${suffix} using ${quoteIdentifier(column)}::text${suffix}::${type}${suffix}`,
        ...(fallback === null ? [] : [`${alter} set default ${fallback}`]),
      ]
    }),
    `drop type ${former}`,
  ]
}
