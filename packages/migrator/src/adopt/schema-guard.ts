import type { MigrationTarget, SqlSession } from '@tenon/model'
import { migratorErrors } from '../migrator-errors.ts'
import { isOwnRelation, relationsIn } from '../own-tables.ts'
import { quoteIdentifier, quoteLiteral } from '../quote-identifier.ts'

interface GuardedRelation {
  readonly name: string
  readonly kind: 'table' | 'view' | 'sequence' | 'materialized'
  readonly hasSecurity: boolean
  readonly hasGuard: boolean
  readonly hasGrant: boolean
  readonly foreignPolicies: readonly string[]
}

/**
 * Closes a schema whose tables have no `tenant_id` to everyone but its own tenant, and opens it to the
 * runtime role: row level security enabled and forced, one policy on every table, rights to rows but not
 * to structure. Its functions and procedures get the schema as their search path, because a request has none.
 * Does only what is missing.
 * @throws MIGRATION_POLICY_REFUSED, MIGRATION_RELATION_UNGUARDABLE
 */
export async function applySchemaGuard(session: SqlSession, target: Pick<MigrationTarget, 'schema' | 'tenantId'>): Promise<void> {
  const relations = await readRelations(session, target.schema)
  const open = relations.filter(({ kind }) => kind === 'materialized')
  if (open.length > 0) throw migratorErrors.MIGRATION_RELATION_UNGUARDABLE({ relations: open.map(({ name }) => name) })
  const policies = relations.flatMap(({ name, foreignPolicies }) => foreignPolicies.map((policy) => `${name}.${policy}`))
  if (policies.length > 0) throw migratorErrors.MIGRATION_POLICY_REFUSED({ policies })
  const condition = schemaGuardCondition(target.tenantId)
  const pins = await readUnpinned(session, target.schema)
  const statements = [
    `grant usage on schema ${quoteIdentifier(target.schema)} to tenon_runtime`,
    ...relations.flatMap((relation) => statementsFor(relation, condition)),
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

function statementsFor(relation: GuardedRelation, condition: string): readonly string[] {
  const name = quoteIdentifier(relation.name)
  // A sequence has no policy. Whoever may use it can make a gap and no more; set back (`update`), it would give keys again that are taken.
  const rights = relation.kind === 'sequence' ? 'usage, select' : 'select, insert, update, delete'
  const grant = `grant ${rights} on ${relation.kind === 'sequence' ? 'sequence ' : ''}${name} to tenon_runtime`
  return [
    ...(relation.hasGrant ? [] : [grant]),
    ...(relation.kind !== 'table' || relation.hasSecurity ? [] : [`alter table ${name} enable row level security`, `alter table ${name} force row level security`]),
    ...(relation.kind !== 'table' || relation.hasGuard ? [] : [`create policy tenon_guard on ${name} using (${condition}) with check (${condition})`]),
  ]
}

async function readRelations(session: SqlSession, schema: string): Promise<readonly GuardedRelation[]> {
  const { rows } = await session.query<GuardedRelation>(`
    select relname as name,
      case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized' else 'table' end as kind,
      relrowsecurity and relforcerowsecurity as "hasSecurity",
      exists (select from pg_policy where polrelid = c.oid and polname = 'tenon_guard') as "hasGuard",
      case when relkind = 'S' then has_sequence_privilege('tenon_runtime', c.oid, 'usage') else has_table_privilege('tenon_runtime', c.oid, 'select') end as "hasGrant",
      array(select polname::text from pg_policy where polrelid = c.oid and polname <> 'tenon_guard' and polpermissive) as "foreignPolicies"
    from ${relationsIn('$1')}
    where relkind in ('r', 'p', 'v', 'm', 'S') and not ${isOwnRelation}
    order by relname`, [schema])
  return rows
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
