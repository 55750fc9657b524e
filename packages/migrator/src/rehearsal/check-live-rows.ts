import { loadModule, parseSync } from 'libpg-query'
import type { MigrationSource, RehearsalIssue, SqlSession } from '@tenon/model'
import { quoteIdentifier } from '../quote-identifier.ts'
import { splitStatements } from '../split-statements.ts'
import { readCatalog } from '../stash/read-catalog.ts'
import { findDuplicates, keyExpression, uniqueDeclarations } from './find-offenders.ts'
import type { Offenders } from './find-offenders.ts'
import { issueOf } from './rehearsal-issues.ts'

type Node = Readonly<Record<string, unknown>>

/** A rule that a statement puts on rows which are there already. */
interface RowRule {
  readonly code: 'DUPLICATE_ROWS' | 'NULL_VALUES' | 'REFERENCE_MISSING' | 'CAST_FAILS' | 'NOT_CHECKED'
  readonly table: string
  readonly columns: readonly string[]
  readonly parent?: { readonly table: string; readonly columns: readonly string[] }
  /** Type to cast to. */
  readonly type?: string
}

/**
 * Asks all of a tenant's rows what the sample cannot answer: whether they pass the unique indexes, casts,
 * not nulls and foreign keys that the migrations bring. What speaks of tables or columns that only an earlier
 * migration makes, and what only the server's own evaluation could tell, is named as not checked.
 */
export async function checkLiveRows(session: SqlSession, schema: string, migrations: readonly MigrationSource[]): Promise<readonly RehearsalIssue[]> {
  const columns = new Map((await readCatalog(session, schema)).map(({ name, columns: all }) => [name, new Set(all.map((column) => column.name))]))
  const issues: RehearsalIssue[] = []
  for (const { name, up } of migrations) {
    const statements = await splitStatements(up)
    for (const { sql } of 'offset' in statements ? [] : statements) {
      for (const rule of await rulesOf(sql)) issues.push(...(await checkRule(session, { schema, migration: name, rule, columns })))
    }
  }
  return issues
}

interface RuleCheck {
  readonly schema: string
  readonly migration: string
  readonly rule: RowRule
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>
}

async function checkRule(session: SqlSession, { schema, migration, rule, columns }: RuleCheck): Promise<readonly RehearsalIssue[]> {
  const there = columns.get(rule.table)
  // A table that the migrations make holds no rows yet.
  if (there === undefined) return []
  const known = rule.code !== 'NOT_CHECKED' && rule.columns.every((column) => there.has(column))
  if (!known) return [issueOf({ code: 'NOT_CHECKED', migration, table: rule.table, rows: null, keys: [] })]
  const { rows, keys } = await offendersOf(session, schema, rule)
  return rows === 0 ? [] : [issueOf({ code: rule.code, migration, table: rule.table, rows, keys })]
}

async function offendersOf(session: SqlSession, schema: string, rule: RowRule): Promise<Offenders> {
  const relation = `${quoteIdentifier(schema)}.${quoteIdentifier(rule.table)}`
  if (rule.code === 'DUPLICATE_ROWS') return findDuplicates(session, rule, schema)
  const key = await keyExpression(session, relation)
  const { rows } = await session.query<{ rows: number; keys: readonly string[] | null }>(`select count(*)::int as rows, (array_agg(${key}))[1:5] as keys from ${relation} t where ${await conditionOf(session, schema, rule)}`)
  return { table: rule.table, rows: rows[0]?.rows ?? 0, keys: rows[0]?.keys ?? [] }
}

async function conditionOf(session: SqlSession, schema: string, { code, columns, parent, type = 'text' }: RowRule): Promise<string> {
  const names = columns.map((column) => `t.${quoteIdentifier(column)}`)
  if (code === 'NULL_VALUES') return names.map((name) => `${name} is null`).join(' or ')
  if (code === 'REFERENCE_MISSING') {
    const equal = (parent?.columns ?? []).map((column, index) => `p.${quoteIdentifier(column)} = ${names[index] ?? ''}`).join(' and ')
    return `${names.map((name) => `${name} is not null`).join(' and ')} and not exists (select from ${quoteIdentifier(schema)}.${quoteIdentifier(parent?.table ?? '')} p where ${equal})`
  }
  // PostgreSQL 15 has no pg_input_is_valid: a function that tries, for as long as this transaction lasts.
  await session.query(`create or replace function pg_temp.tenon_casts(value text) returns boolean language plpgsql as $f$ begin execute format('select %L::${type.replaceAll("'", "''")}', value); return true; exception when others then return false; end $f$`)
  return `${names[0] ?? ''} is not null and not pg_temp.tenon_casts(${names[0] ?? ''}::text)`
}

async function rulesOf(statement: string): Promise<readonly RowRule[]> {
  await loadModule()
  const [first] = parseSync(statement).stmts ?? []
  const [kind, body] = Object.entries((first?.stmt ?? {}) as Node)[0] ?? ['', {}]
  const node = body as Node
  const unique = (await uniqueDeclarations(statement)).map((each): RowRule => ({ code: 'DUPLICATE_ROWS', ...each }))
  if (kind === 'IndexStmt' && node['unique'] === true && unique.length === 0) return [{ code: 'NOT_CHECKED', table: named(node['relation']), columns: [] }]
  if (kind !== 'AlterTableStmt') return unique
  return [...unique, ...(node['cmds'] as readonly Node[]).flatMap((command) => alterationRules(named(node['relation']), command['AlterTableCmd'] as Node))]
}

function alterationRules(table: string, command: Node): readonly RowRule[] {
  const definition = command['def'] as Node | undefined
  if (command['subtype'] === 'AT_SetNotNull') return [{ code: 'NULL_VALUES', table, columns: [command['name'] as string] }]
  if (command['subtype'] === 'AT_AlterColumnType') return [castRule(table, command['name'] as string, definition?.['ColumnDef'] as Node)]
  const constraint = definition?.['Constraint'] as Node | undefined
  if (constraint === undefined || constraint['skip_validation'] === true) return []
  if (constraint['contype'] === 'CONSTR_FOREIGN') {
    const parent = { table: named(constraint['pktable']), columns: texts(constraint['pk_attrs']) }
    return [{ code: parent.columns.length > 0 ? 'REFERENCE_MISSING' : 'NOT_CHECKED', table, columns: texts(constraint['fk_attrs']), parent }]
  }
  return ['CONSTR_CHECK', 'CONSTR_EXCLUSION'].includes(constraint['contype'] as string) ? [{ code: 'NOT_CHECKED', table, columns: [] }] : []
}

/** A change of type by a plain cast of the column can be asked of all rows; another expression only of the sample. */
function castRule(table: string, column: string, definition: Node): RowRule {
  const expression = definition['raw_default'] as Node | undefined
  const cast = expression?.['TypeCast'] as Node | undefined
  const source = (cast?.['arg'] as Node | undefined)?.['ColumnRef'] as Node | undefined
  const plain = expression === undefined || (source !== undefined && texts(source['fields']).at(-1) === column)
  const type = definition['typeName'] as Node
  const modifiers = ((type['typmods'] ?? []) as readonly Node[]).map((each) => ((each['A_Const'] as Node | undefined)?.['ival'] as Node | undefined)?.['ival'] ?? 0)
  const name = `${texts(type['names']).map(quoteIdentifier).join('.')}${modifiers.length > 0 ? `(${modifiers.join(', ')})` : ''}${type['arrayBounds'] === undefined ? '' : '[]'}`
  return { code: plain ? 'CAST_FAILS' : 'NOT_CHECKED', table, columns: [column], type: name }
}

function texts(nodes: unknown): readonly string[] {
  return ((nodes ?? []) as readonly Node[]).map((each) => ((each['String'] as Node | undefined)?.['sval'] ?? '') as string)
}

function named(relation: unknown): string {
  return ((relation as Node | undefined)?.['relname'] ?? '') as string
}
