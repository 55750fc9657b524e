import type { MigrationTarget, SqlSession } from '@tenon/model'
import { applySchemaGuard } from './adopt/schema-guard.ts'
import { migratorErrors } from './migrator-errors.ts'
import { isOwnRelation, relationsIn } from './own-tables.ts'
import { quoteIdentifier } from './quote-identifier.ts'

interface GuardedRelation {
  readonly name: string
  readonly kind: 'table' | 'view' | 'sequence' | 'materialized'
  readonly hasTenant: boolean
  readonly hasSecurity: boolean
  readonly hasGuard: boolean
  readonly hasGrant: boolean
  readonly foreignPolicies: readonly string[]
}

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
  const relations = await readRelations(session, schema)
  const unguarded = relations.filter(({ kind, hasTenant }) => kind === 'table' && !hasTenant)
  if (unguarded.length > 0) throw migratorErrors.MIGRATION_TABLE_UNGUARDED({ tables: unguarded.map(({ name }) => name) })
  // A copy of rows that no policy reaches: whoever may read it reads all of it.
  const open = relations.filter(({ kind }) => kind === 'materialized')
  if (open.length > 0) throw migratorErrors.MIGRATION_RELATION_UNGUARDABLE({ relations: open.map(({ name }) => name) })
  const policies = relations.flatMap(({ name, foreignPolicies }) => foreignPolicies.map((policy) => `${name}.${policy}`))
  if (policies.length > 0) throw migratorErrors.MIGRATION_POLICY_REFUSED({ policies })
  return relations.flatMap(statementsFor)
}

function statementsFor(relation: GuardedRelation): readonly string[] {
  const name = quoteIdentifier(relation.name)
  const grant = { table: `grant select, insert, update, delete on ${name}`, view: `grant select on ${name}`, materialized: '', sequence: `grant usage, select on sequence ${name}` }[relation.kind]
  return [
    ...(relation.hasGrant ? [] : [`${grant} to tenon_runtime`]),
    ...(relation.kind !== 'table' || relation.hasSecurity ? [] : [`alter table ${name} enable row level security`, `alter table ${name} force row level security`]),
    ...(relation.kind !== 'table' || relation.hasGuard ? [] : [`create policy tenon_guard on ${name} using (${condition}) with check (${condition})`]),
  ]
}

async function readRelations(session: SqlSession, schema: string): Promise<readonly GuardedRelation[]> {
  const { rows } = await session.query<GuardedRelation>(`
    select relname as name,
      case when relkind in ('r', 'p') then 'table' when relkind = 'S' then 'sequence' when relkind = 'm' then 'materialized' else 'view' end as kind,
      exists (select from pg_attribute where attrelid = c.oid and attname = 'tenant_id' and not attisdropped) as "hasTenant",
      relrowsecurity and relforcerowsecurity as "hasSecurity",
      exists (select from pg_policy where polrelid = c.oid and polname = 'tenon_guard') as "hasGuard",
      case when relkind = 'S' then has_sequence_privilege('tenon_runtime', c.oid, 'usage') else has_table_privilege('tenon_runtime', c.oid, 'select') end as "hasGrant",
      array(select polname::text from pg_policy where polrelid = c.oid and polname <> 'tenon_guard' and polpermissive) as "foreignPolicies"
    from ${relationsIn('$1')}
    where relkind in ('r', 'p', 'v', 'm', 'S') and not ${isOwnRelation}
    order by relname`, [schema])
  return rows
}
