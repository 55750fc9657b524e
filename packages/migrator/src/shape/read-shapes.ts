import type { SqlSession } from '@tenon/model'
import { fingerprintsStatement, objectsStatement } from './shape-sql.ts'

/** One object of a schema: a table, a column of it, an index, a policy, ... */
export interface SchemaObject {
  /** `table`, `column`, `constraint`, `index`, `view`, `trigger`, `function`, `sequence`, `type`, `statistics`, `policy`, ... */
  readonly kind: string
  /** Unique within its kind: `item`, `item.price`. Empty for the schema itself. */
  readonly name: string
  /** As SQL says it, without the schema's own name: `numeric(10,2) not null`. */
  readonly definition: string
}

/** What a schema is made of, the migrator's own tables left out. */
export interface SchemaShape {
  /** 32 hex digits: equal for equal objects, whichever tenant's they are. */
  readonly fingerprint: string
  /** By kind, then name. */
  readonly objects: readonly SchemaObject[]
}

/**
 * The shapes of some schemas, by schema; one that does not exist is left out. Two tenants at the same data
 * version have equal shapes, however they came there: names and places that only record a history do not count.
 * Needs no transaction and no search path.
 */
export async function readShapes(session: SqlSession, schemas: readonly string[]): Promise<ReadonlyMap<string, SchemaShape>> {
  const { rows } = await session.query<SchemaObject & { readonly schema: string }>(objectsStatement, [schemas])
  const fingerprints = await readFingerprints(session, schemas)
  const objects = Map.groupBy(rows, ({ schema }) => schema)
  return new Map([...fingerprints].map(([schema, fingerprint]) => [schema, { fingerprint, objects: (objects.get(schema) ?? []).map(({ kind, name, definition }) => ({ kind, name, definition })) }]))
}

/**
 * The fingerprints of some schemas, by schema; one that does not exist is left out. One query and one digest
 * of 32 characters for each, however many objects they have.
 */
export async function readFingerprints(session: SqlSession, schemas: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query<{ readonly schema: string; readonly fingerprint: string }>(fingerprintsStatement, [schemas])
  return new Map(rows.map(({ schema, fingerprint }) => [schema, fingerprint]))
}
