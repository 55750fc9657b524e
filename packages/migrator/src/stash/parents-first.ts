import type { SqlSession } from '@tenon/model'

interface Reference {
  readonly child: string
  readonly parent: string
}

/** Names of all tables that take part in foreign keys, referenced ones before those that refer to them. */
export async function parentsFirst(session: SqlSession, schema: string): Promise<readonly string[]> {
  const { rows } = await session.query<Reference>(`
    select child.relname as child, parent.relname as parent
    from pg_constraint join pg_class child on child.oid = conrelid join pg_class parent on parent.oid = confrelid
    where contype = 'f' and conrelid <> confrelid and connamespace = (select oid from pg_namespace where nspname = $1)`, [schema])
  return sortParentsFirst(rows)
}

/** Depth first along the references; a circle is entered somewhere and walked once. Pure. */
export function sortParentsFirst(references: readonly Reference[]): readonly string[] {
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
