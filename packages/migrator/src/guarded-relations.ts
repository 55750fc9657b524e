import type { MigrationTarget, SqlSession } from '@tenon/model'
import { migratorErrors } from './migrator-errors.ts'
import { isOwnRelation, relationsIn } from './own-tables.ts'
import { quoteIdentifier } from './quote-identifier.ts'

/** A relation of a module's schema, and how far it is closed to other tenants and open to its own. */
export interface GuardedRelation {
  readonly name: string
  readonly kind: 'table' | 'view' | 'sequence' | 'materialized'
  /** Whether it has a column `tenant_id`. */
  readonly hasTenant: boolean
  readonly hasSecurity: boolean
  /** `older`: by an earlier release, which let a session write rows of its own tenant into any schema. */
  readonly guard: 'missing' | 'older' | 'current'
  /** Whether the runtime role may read it. */
  readonly hasGrant: boolean
  /** Permissive policies of the author: they could open the table again. */
  readonly foreignPolicies: readonly string[]
}

/** What a guard allows. */
export interface GuardRules {
  /** The policy's condition for a row to be seen. */
  readonly condition: string
  /** The policy's condition for a row to be written. It names the tenant. */
  readonly check: string
  /** What the runtime role may do with a view. */
  readonly viewRights: string
}

/**
 * An expression that is true when a policy's `with check` names a tenant: only then is nothing written that is not at home in the schema.
 * @param tenant - an expression of the tenant's id
 */
export function namesTenant(tenant: string): string {
  return `pg_get_expr(polwithcheck, polrelid) like '%' || quote_literal(${tenant}) || '%'`
}

/** Every relation of the schema but the migrator's own. */
export async function readGuardedRelations(session: SqlSession, { schema, tenantId }: Pick<MigrationTarget, 'schema' | 'tenantId'>): Promise<readonly GuardedRelation[]> {
  const { rows } = await session.query<GuardedRelation>(`
    select relname as name,
      case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized' else 'table' end as kind,
      exists (select from pg_attribute where attrelid = c.oid and attname = 'tenant_id' and not attisdropped) as "hasTenant",
      relrowsecurity and relforcerowsecurity as "hasSecurity",
      coalesce((select case when ${namesTenant('$2')} then 'current' else 'older' end from pg_policy where polrelid = c.oid and polname = 'tenon_guard'), 'missing') as guard,
      case when relkind = 'S' then has_sequence_privilege('tenon_runtime', c.oid, 'usage') else has_table_privilege('tenon_runtime', c.oid, 'select') end as "hasGrant",
      array(select polname::text from pg_policy where polrelid = c.oid and polname <> 'tenon_guard' and polpermissive) as "foreignPolicies"
    from ${relationsIn('$1')}
    where relkind in ('r', 'p', 'v', 'm', 'S') and not ${isOwnRelation}
    order by relname`, [schema, tenantId])
  return rows
}

/**
 * Refuses what no guard can close: a copy of rows that no policy reaches, and policies that open a table again.
 * @throws MIGRATION_RELATION_UNGUARDABLE, MIGRATION_POLICY_REFUSED
 */
export function refuseUnguardable(relations: readonly GuardedRelation[]): void {
  const open = relations.filter(({ kind }) => kind === 'materialized')
  if (open.length > 0) throw migratorErrors.MIGRATION_RELATION_UNGUARDABLE({ relations: open.map(({ name }) => name) })
  const policies = relations.flatMap(({ name, foreignPolicies }) => foreignPolicies.map((policy) => `${name}.${policy}`))
  if (policies.length > 0) throw migratorErrors.MIGRATION_POLICY_REFUSED({ policies })
}

/** The statements that one relation still needs: rights to rows but not to structure, row level security forced, one policy. Names are unqualified. Pure. */
export function guardStatements({ name: unquoted, kind, hasGrant, hasSecurity, guard }: GuardedRelation, { condition, check, viewRights }: GuardRules): readonly string[] {
  const name = quoteIdentifier(unquoted)
  // A sequence has no policy. Whoever may use it can make a gap and no more; set back (`update`), it would give keys again that are taken.
  const rights = { table: `select, insert, update, delete on ${name}`, view: `${viewRights} on ${name}`, sequence: `usage, select on sequence ${name}`, materialized: '' }[kind]
  return [
    ...(hasGrant || rights === '' ? [] : [`grant ${rights} to tenon_runtime`]),
    ...(kind !== 'table' || hasSecurity ? [] : [`alter table ${name} enable row level security`, `alter table ${name} force row level security`]),
    ...(kind !== 'table' || guard === 'current' ? [] : [`${guard === 'missing' ? 'create' : 'alter'} policy tenon_guard on ${name} using (${condition}) with check (${check})`]),
  ]
}
