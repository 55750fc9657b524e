import type { MigrationTarget, SqlSession } from '@tenon/model'
import { guardStatements, readGuardedRelations, refuseUnguardable } from '../guarded-relations.ts'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'

/**
 * Closes a schema whose tables have no `tenant_id` to everyone but its own tenant, and opens it to the
 * runtime role: row level security enabled and forced, one policy on every table, rights to rows but not
 * to structure. Its functions and procedures get the schema as their search path, because a request has none.
 * Does only what is missing.
 * @throws MIGRATION_POLICY_REFUSED, MIGRATION_RELATION_UNGUARDABLE
 */
export async function applySchemaGuard(session: SqlSession, target: Pick<MigrationTarget, 'schema' | 'tenantId'>): Promise<void> {
  const relations = await readGuardedRelations(session, target)
  refuseUnguardable(relations)
  const condition = schemaGuardCondition(target.tenantId)
  const pins = await readUnpinned(session, target.schema)
  const statements = [
    `grant usage on schema ${quoteIdentifier(target.schema)} to tenon_runtime`,
    ...relations.flatMap((relation) => guardStatements(relation, { condition, check: condition, viewRights: 'select, insert, update, delete' })),
    ...pins.map((routine) => `alter routine ${routine} set search_path = ${quoteIdentifier(target.schema)}, pg_temp`),
  ]
  await session.query(statements.join(';\n'))
}

/**
 * Is the session's tenant the schema's? Evaluated once per query, never per row. The planner has no
 * statistics for it and takes `is not null` for true of 99.5 % of the rows, where a comparison would be
 * taken for 0.5 %: measured in docs/decisions/015.
 */
export function schemaGuardCondition(tenantId: string): string {
  return `(select 1 where nullif(current_setting('tenon.tenant_id', true), '') = ${quoteLiteral(tenantId)}) is not null`
}

/** Routines that resolve their names when they run: not those whose body was parsed when they were made, nor aggregates. */
async function readUnpinned(session: SqlSession, schema: string): Promise<readonly string[]> {
  const { rows } = await session.query<{ routine: string }>(`
    select p.oid::regprocedure::text as routine
    from pg_depend d join pg_proc p on p.oid = d.objid
    where refclassid = 'pg_namespace'::regclass and refobjid = (select oid from pg_namespace where nspname = $1) and classid = 'pg_proc'::regclass
      and prokind in ('f', 'p', 'w') and prosqlbody is null
      and not exists (select from unnest(proconfig) as setting where setting like 'search\\_path=%')
    order by 1`, [schema])
  return rows.map(({ routine }) => routine)
}
