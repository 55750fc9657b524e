import type { Finding } from './finding.ts'
import type { Statement } from './parse-script.ts'
import { afterStatement } from './schema-model.ts'
import type { SchemaModel } from './schema-model.ts'

/** A finding about a way back; without a statement it is about the whole file. */
export interface DownFinding {
  readonly finding: Finding
  readonly statement: Statement | null
}

/** The schema before a migration, after it, and the statements that lead back. */
export interface WayBack {
  readonly base: SchemaModel
  readonly after: SchemaModel
  readonly statements: readonly Statement[]
}

/**
 * A way back undoes what its migration did: no less, or the shapes differ; no more, or data is gone that no
 * stash brings back, because running the migration again does not bring its column or table back.
 */
export function checkDown({ base, after, statements }: WayBack): readonly DownFinding[] {
  const findings: DownFinding[] = []
  let schema = after
  for (const statement of statements) {
    const next = afterStatement(schema, statement.node)
    findings.push(...lostBetween(schema, next, { base, after }).map((what) => ({ finding: { code: 'DOWN_LOSES_DATA' as const, what }, statement })))
    schema = next
  }
  const left = objectsOf(schema).filter((name) => !objectsOf(base).includes(name))
  const lost = objectsOf(base).filter((name) => objectsOf(after).includes(name) && !objectsOf(schema).includes(name) && !isData(name))
  const retyped = typesOf(base).filter(([name, type]) => typeIn(schema, name) !== undefined && typeIn(schema, name) !== type && typeIn(after, name) === typeIn(schema, name))
  return [...findings, ...[
    ...left.map((name) => `down.sql leaves ${name} behind.`),
    ...lost.map((name) => `down.sql drops ${name}, which migration.sql did not create.`),
    ...retyped.map(([name, type]) => `down.sql does not give column ${name} its type ${type} back.`),
  ].map((what) => ({ finding: { code: 'DOWN_INCOMPLETE' as const, what }, statement: null }))]
}

/** Tables and columns of before the migration that one statement of the way back takes away or retypes. */
function lostBetween(schema: SchemaModel, next: SchemaModel, { base, after }: Pick<WayBack, 'base' | 'after'>): readonly string[] {
  const gone = objectsOf(base).filter((name) => isData(name) && objectsOf(schema).includes(name) && !objectsOf(next).includes(name))
  const tables = gone.filter((name) => name.startsWith('table '))
  const columns = gone.filter((name) => name.startsWith('column ') && !tables.some((table) => name.startsWith(`column ${table.slice('table '.length)}.`)))
  const retyped = typesOf(base).filter(([name, type]) => typeIn(after, name) === type && typeIn(schema, name) === type && typeIn(next, name) !== undefined && typeIn(next, name) !== type)
  return [
    ...[...tables, ...columns].map((name) => `down.sql drops ${name}, which was there before this migration.`),
    ...retyped.map(([name]) => `down.sql changes the type of column ${name}, which this migration did not.`),
  ]
}

function isData(name: string): boolean {
  return name.startsWith('table ') || name.startsWith('column ')
}

/** Names of everything a schema holds, columns of a table after it. */
function objectsOf({ tables, attached, others }: SchemaModel): readonly string[] {
  const columns = [...tables].flatMap(([table, columnsOfTable]) => [...columnsOfTable.keys()].map((column) => `column ${table}.${column}`))
  return [...[...tables.keys()].map((table) => `table ${table}`), ...columns, ...[...attached].map(([name, { kind }]) => `${kind} ${name}`), ...others]
}

function typesOf({ tables }: SchemaModel): readonly (readonly [string, string])[] {
  return [...tables].flatMap(([table, columns]) => [...columns].map(([column, { type }]) => [`${table}.${column}`, type] as const))
}

function typeIn({ tables }: SchemaModel, name: string): string | undefined {
  const [table = '', column = ''] = name.split('.')
  return tables.get(table)?.get(column)?.type
}
