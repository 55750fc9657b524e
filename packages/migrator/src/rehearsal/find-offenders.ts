import { loadModule, parseSync } from 'libpg-query'
import type { SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'

type Node = Readonly<Record<string, unknown>>

/** The rows that a statement stumbles over. */
export interface Offenders {
  readonly table: string
  /** How many, when a query could tell; null: at least one. */
  readonly rows: number | null
  /** Primary keys without the tenant, at most five. */
  readonly keys: readonly string[]
}

/** A unique index or key over plain columns, as a statement declares it. */
export interface UniqueDeclaration {
  readonly table: string
  readonly columns: readonly string[]
}

/**
 * Finds rows that keep a statement from succeeding, on a clone that stands right before it. Rows that are not
 * unique are counted by a query. For anything else the statement itself is asked: it runs again over half of
 * the rows, and over half of those, until one is left; that works for casts, checks, nulls and backfills alike.
 * Leaves the clone as it was.
 * @returns null when the statement has no table of its own, or fails whatever the rows
 */
export async function findOffenders(session: SqlSession, statement: string): Promise<Offenders | null> {
  const [unique] = await uniqueDeclarations(statement)
  if (unique) return findDuplicates(session, unique)
  const table = await tableOf(statement)
  if (table === null) return null
  await session.query('savepoint tenon_search')
  const found = await searchRow(session, table, statement)
  await session.query('rollback to savepoint tenon_search; release savepoint tenon_search')
  return found
}

/** Rows that share the values of a unique index to be; nulls differ from each other. */
export async function findDuplicates(session: SqlSession, { table, columns }: UniqueDeclaration, schema?: string): Promise<Offenders> {
  const relation = `${schema === undefined ? '' : `${quoteIdentifier(schema)}.`}${quoteIdentifier(table)}`
  const names = columns.map((column) => `t.${quoteIdentifier(column)}`).join(', ')
  const key = await keyExpression(session, relation)
  const { rows } = await session.query<{ rows: number; keys: readonly string[] | null }>(`
    select count(*)::int as rows, (array_agg(key order by key))[1:5] as keys
    from (select ${key} as key, count(*) over (partition by ${names}) as same from ${relation} t where ${columns.map((column) => `t.${quoteIdentifier(column)} is not null`).join(' and ')}) as shared where same > 1`)
  return { table, rows: rows[0]?.rows ?? 0, keys: rows[0]?.keys ?? [] }
}

/** The unique indexes and keys over plain columns, without a condition, that a statement makes. */
export async function uniqueDeclarations(statement: string): Promise<readonly UniqueDeclaration[]> {
  const [kind, node] = await statementOf(statement)
  if (kind === 'IndexStmt' && node['unique'] === true && node['whereClause'] === undefined) {
    const columns = (node['indexParams'] as readonly Node[]).map((part) => (part['IndexElem'] as Node)['name'] as string | undefined)
    return columns.every((name) => name !== undefined) ? [{ table: named(node), columns }] : []
  }
  if (kind !== 'AlterTableStmt') return []
  return (node['cmds'] as readonly Node[]).flatMap((command): readonly UniqueDeclaration[] => {
    const constraint = ((command['AlterTableCmd'] as Node)['def'] as Node | undefined)?.['Constraint'] as Node | undefined
    if (constraint === undefined || !['CONSTR_UNIQUE', 'CONSTR_PRIMARY'].includes(constraint['contype'] as string) || constraint['keys'] === undefined) return []
    return [{ table: named(node), columns: (constraint['keys'] as readonly Node[]).map((each) => (each['String'] as Node)['sval'] as string) }]
  })
}

async function tableOf(statement: string): Promise<string | null> {
  const [kind, node] = await statementOf(statement)
  return ['AlterTableStmt', 'UpdateStmt', 'IndexStmt', 'DeleteStmt'].includes(kind) ? named(node) : null
}

async function searchRow(session: SqlSession, table: string, statement: string): Promise<Offenders | null> {
  const name = quoteIdentifier(table)
  await letRowsGo(session, name)
  if (!(await fails(session, statement))) return null
  for (;;) {
    const { rows } = await session.query<{ rows: number }>(`select count(*)::int as rows from ${name}`)
    const left = rows[0]?.rows ?? 0
    if (left === 0) return null
    if (left === 1) break
    await session.query(`savepoint tenon_half; delete from ${name} where ctid in (select ctid from ${name} order by ctid offset ${Math.ceil(left / 2)})`)
    if (await fails(session, statement)) continue
    await session.query(`rollback to savepoint tenon_half; delete from ${name} where ctid in (select ctid from ${name} order by ctid limit ${Math.ceil(left / 2)})`)
    // Each half passes, only both together do not: no single row is to blame.
    if (!(await fails(session, statement))) return { table, rows: null, keys: [] }
  }
  const { rows } = await session.query<{ key: string }>(`select ${await keyExpression(session, name)} as key from ${name} t`)
  // A statement that fails over no rows at all does not fail because of this one.
  await session.query(`savepoint tenon_half; delete from ${name}`)
  return (await fails(session, statement)) ? null : { table, rows: null, keys: rows.map(({ key }) => key) }
}

/** Nothing may keep rows from being deleted: neither what refers to them nor the module's own triggers. */
async function letRowsGo(session: SqlSession, table: string): Promise<void> {
  const { rows } = await session.query<{ statement: string }>(`select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement from pg_constraint where contype = 'f' and confrelid = $1::regclass and conparentid = 0`, [table])
  await session.query([...rows.map(({ statement }) => statement), `alter table ${table} disable trigger user`].join('; '))
}

async function fails(session: SqlSession, statement: string): Promise<boolean> {
  await session.query('savepoint tenon_try')
  const failed = await session.query(statement).then(() => session.query('set constraints all immediate')).then(() => false, () => true)
  await session.query('rollback to savepoint tenon_try; release savepoint tenon_try')
  return failed
}

/** The primary key of row `t` without the tenant, as one text. */
export async function keyExpression(session: SqlSession, relation: string): Promise<string> {
  const { rows } = await session.query<{ name: string }>(`select attname as name from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey) where indrelid = $1::regclass and indisprimary order by array_position(indkey::int2[], attnum)`, [relation])
  const names = rows.map(({ name }) => name).filter((name) => name !== 'tenant_id' || rows.length === 1)
  return names.length === 0 ? `'row ' || t.ctid::text` : `concat_ws('/', ${names.map((name) => `t.${quoteIdentifier(name)}::text`).join(', ')})`
}

async function statementOf(text: string): Promise<readonly [kind: string, node: Node]> {
  await loadModule()
  const [first] = parseSync(text).stmts ?? []
  const [kind, node] = Object.entries((first?.stmt ?? {}) as Node)[0] ?? ['', {}]
  return [kind, node as Node]
}

function named(node: Node): string {
  return ((node['relation'] as Node | undefined)?.['relname'] ?? '') as string
}
