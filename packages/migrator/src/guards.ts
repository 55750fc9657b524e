import type { MigrationTarget, SqlSession } from '@tenon/model'
import { applySchemaGuard } from './adopt/schema-guard.ts'
import { guardStatements, readGuardedRelations, refuseUnguardable } from './guarded-relations.ts'
import { migratorErrors } from './migrator-errors.ts'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'

/**
 * A real column compared with a value the planner sees once: its estimates stay right. The setting
 * reads back as an empty string on a connection that held another tenant before, hence nullif.
 */
const condition = `tenant_id = (select nullif(current_setting('tenon.tenant_id', true), ''))`

/** The statements that some relations still need, in the schema of a tenant. */
export type GuardsFor = (tenantId: string) => readonly string[]

/**
 * Closes every table of the schema to other tenants and opens it to the runtime role: row level
 * security enabled and forced, one policy, rights to rows but not to structure. Does only what is missing.
 * @throws MIGRATION_TABLE_UNGUARDED, MIGRATION_POLICY_REFUSED, MIGRATION_RELATION_UNGUARDABLE
 */
export async function applyGuards(session: SqlSession, target: MigrationTarget): Promise<void> {
  const { schema } = target
  if (target.guard === 'schema') return applySchemaGuard(session, target)
  const statements = [`grant usage on schema ${quoteIdentifier(schema)} to tenon_runtime`, ...(await missingGuards(session, target))(target.tenantId)]
  await session.query(statements.join(';\n'))
}

/**
 * What the relations of the schema still need, for this tenant or for another whose schema is like it; names in the statements are unqualified.
 * @throws MIGRATION_TABLE_UNGUARDED, MIGRATION_POLICY_REFUSED, MIGRATION_RELATION_UNGUARDABLE
 */
export async function missingGuards(session: SqlSession, target: Pick<MigrationTarget, 'schema' | 'tenantId'>): Promise<GuardsFor> {
  const relations = await readGuardedRelations(session, target)
  const unguarded = relations.filter(({ kind, hasTenant }) => kind === 'table' && !hasTenant)
  if (unguarded.length > 0) throw migratorErrors.MIGRATION_TABLE_UNGUARDED({ tables: unguarded.map(({ name }) => name) })
  refuseUnguardable(relations)
  return (tenantId) => relations.flatMap((relation) => guardStatements(relation, { condition, check: checkFor(tenantId), viewRights: 'select' }))
}

/** The statement that gives a table, by its qualified name, the guard of today in the place of an older one. */
export function renewGuardStatement(table: string, tenantId: string): string {
  return `alter policy tenon_guard on ${table} using (${condition}) with check (${checkFor(tenantId)})`
}

/**
 * Written is only what is the session's own and at home in this schema: a session that names the schema of another
 * tenant could otherwise leave rows of its own there. It is no filter of any scan, so reads and estimates know nothing of it.
 */
function checkFor(tenantId: string): string {
  return `${condition} and tenant_id = ${quoteLiteral(tenantId)}`
}
