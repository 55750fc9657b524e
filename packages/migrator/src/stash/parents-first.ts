import type { SqlSession } from '@tenon/model'

/** One foreign key inside the tenant's schema. */
export interface Reference {
  /** Of the constraint, which belongs to the child. */
  readonly name: string
  /** Whether it may be checked at the end of the transaction. */
  readonly deferrable: boolean
  readonly child: string
  readonly childColumns: readonly string[]
  readonly parent: string
  readonly parentColumns: readonly string[]
}

/** Reads every foreign key of the schema, those of a table to itself too; of a partitioned table, its own alone. One query. */
export async function readReferences(session: SqlSession, schema: string): Promise<readonly Reference[]> {
  const names = (columns: string, relation: string) =>
    `(select json_agg(attname order by place) from unnest(${columns}) with ordinality as each(number, place) join pg_attribute on attrelid = ${relation} and attnum = number)`
  const { rows } = await session.query<Reference>(`
    select conname as name, condeferrable as deferrable, child.relname as child, ${names('conkey', 'conrelid')} as "childColumns", parent.relname as parent, ${names('confkey', 'confrelid')} as "parentColumns"
    from pg_constraint join pg_class child on child.oid = conrelid join pg_class parent on parent.oid = confrelid
    where contype = 'f' and conparentid = 0 and connamespace = (select oid from pg_namespace where nspname = $1)`, [schema])
  return rows
}

/** Names of all tables that take part in the references, referenced ones before those that refer to them. Depth first; a circle is entered somewhere and walked once. Pure. */
export function sortParentsFirst(references: readonly Pick<Reference, 'child' | 'parent'>[]): readonly string[] {
  const sorted = new Set<string>()
  const entered = new Set<string>()
  function visit(name: string): void {
    if (entered.has(name)) return
    entered.add(name)
    for (const { child, parent } of references) if (child === name) visit(parent)
    sorted.add(name)
  }
  for (const name of references.flatMap(({ child, parent }) => [parent, child]).toSorted()) visit(name)
  return [...sorted]
}
