import type { MigrationTarget, SqlSession } from '@tenon/model'
import { applySchemaGuard } from './adopt/schema-guard.ts'
import { guardStatements, readGuardedRelations, refuseUnguardable } from './guarded-relations.ts'
import { migratorErrors } from './migrator-errors.ts'
import { quoteIdentifier } from './quote-identifier.ts'

/**
 * A real column compared with a value the planner sees once: its estimates stay right. The setting
 * reads back as an empty string on a connection that held another tenant before, hence nullif.
 */
const condition = `tenant_id = (select nullif(current_setting('tenon.tenant_id', true), ''))`

/**
 * Closes every table of the schema to other tenants and opens it to the runtime role: row level
 * security enabled and forced, one policy, rights to rows but not to structure. Does only what is missing.
 * @throws MIGRATION_TABLE_UNGUARDED, MIGRATION_POLICY_REFUSED, MIGRATION_RELATION_UNGUARDABLE
 */
export async function applyGuards(session: SqlSession, target: MigrationTarget): Promise<void> {
  const { schema } = target
  if (target.guard === 'schema') return applySchemaGuard(session, target)
  const statements = [`grant usage on schema ${quoteIdentifier(schema)} to tenon_runtime`, ...(await missingGuards(session, schema))]
  await session.query(statements.join(';\n'))
}

/**
 * The statements that the relations of the schema still need; names in them are unqualified.
 * @throws MIGRATION_TABLE_UNGUARDED, MIGRATION_POLICY_REFUSED, MIGRATION_RELATION_UNGUARDABLE
 */
export async function missingGuards(session: SqlSession, schema: string): Promise<readonly string[]> {
  const relations = await readGuardedRelations(session, schema)
  const unguarded = relations.filter(({ kind, hasTenant }) => kind === 'table' && !hasTenant)
  if (unguarded.length > 0) throw migratorErrors.MIGRATION_TABLE_UNGUARDED({ tables: unguarded.map(({ name }) => name) })
  refuseUnguardable(relations)
  return relations.flatMap((relation) => guardStatements(relation, { condition, viewRights: 'select' }))
}
