import type { ConnectionFacts, SqlSession } from '@tenon/model'
import type { ActivityFacts, ControlTableFacts, DoctorFacts, HostFacts, RoleFacts } from './facts.ts'
import { readSchemas } from './read-schemas.ts'
import { readServer } from './read-server.ts'

/** What the caller adds to what the server says of itself. */
export interface ReadDoctorFactsOptions {
  readonly host: HostFacts
  /** From `probeConnections` of @tenon/database; null when they were not tried. */
  readonly connections: ConnectionFacts | null
  /** How long a transaction may stay open before it is named. Default 5 minutes. */
  readonly longTransactionMs?: number
}

/**
 * Reads what {@link diagnose} judges, on a connection of the database's own user that is in no transaction.
 * Changes nothing. Reads the catalog by its indexes and thousands of schemas in a few grouped queries,
 * each in a short transaction, so that it never locks more than a few hundred ledgers at once.
 */
export async function readDoctorFacts(session: SqlSession, { host, connections, longTransactionMs = 300_000 }: ReadDoctorFactsOptions): Promise<DoctorFacts> {
  const server = await readServer(session)
  const roles = await readRoles(session)
  return {
    server, roles, connections, host,
    schemas: await readSchemas(session, roles.mayBecomeBoth),
    controlPlane: await readControlPlane(session),
    activity: await readActivity(session, longTransactionMs),
  }
}

interface RolesRow {
  readonly user: string
  readonly mayBecomeBoth: boolean
  readonly roles: Readonly<Record<string, { readonly superuser: boolean; readonly bypassesRowSecurity: boolean }>>
  readonly owned: number
  readonly memberOf: readonly string[]
  readonly createsIn: readonly string[]
  readonly createsInDatabase: boolean
}

async function readRoles(session: SqlSession): Promise<RoleFacts> {
  const { rows } = await session.query<RolesRow>(`
    with runtime as (select oid from pg_roles where rolname = 'tenon_runtime')
    select current_user::text as user,
      (select count(*) = 2 and bool_and(pg_has_role(current_user, r.oid, case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end)) from pg_roles r where rolname in ('tenon_owner', 'tenon_runtime')) as "mayBecomeBoth",
      (select coalesce(jsonb_object_agg(rolname, jsonb_build_object('superuser', rolsuper, 'bypassesRowSecurity', rolbypassrls)), '{}') from pg_roles where rolname in ('tenon_owner', 'tenon_runtime')) as roles,
      (select count(*)::int from pg_shdepend where refclassid = 'pg_authid'::regclass and refobjid = (select oid from runtime) and deptype = 'o') as owned,
      array(select r.rolname::text from pg_auth_members m join pg_roles r on r.oid = m.roleid where m.member = (select oid from runtime) order by 1) as "memberOf",
      array(select nspname::text from pg_namespace where (nspname ~ '^t_.+__' or nspname = 'tenon') and has_schema_privilege((select oid from runtime), oid, 'create') order by 1) as "createsIn",
      coalesce(has_database_privilege((select oid from runtime), current_database(), 'create'), false) as "createsInDatabase"`)
  const { user, mayBecomeBoth, roles, ...runtime } = rows[0] as RolesRow
  const [owner = null, rights = null] = [roles['tenon_owner'], roles['tenon_runtime']]
  return { user, mayBecomeBoth, owner, runtime: rights === null ? null : { ...rights, ...runtime } }
}

/** Every table of the control plane with rows of tenants: what names one, and the tenants themselves. */
async function readControlPlane(session: SqlSession): Promise<readonly ControlTableFacts[]> {
  const { rows } = await session.query<ControlTableFacts>(`
    select c.relname as table,
      c.relrowsecurity and exists (select from pg_policy where polrelid = c.oid) as guarded,
      coalesce(has_table_privilege(r.oid, c.oid, 'select, insert, update, delete, truncate, references, trigger') or has_any_column_privilege(r.oid, c.oid, 'select, insert, update, references'), false) as open
    from pg_depend d join pg_class c on c.oid = d.objid left join pg_roles r on r.rolname = 'tenon_runtime'
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_namespace'::regclass and d.refobjid = (select oid from pg_namespace where nspname = 'tenon')
      and c.relkind in ('r', 'p')
      and (c.relname = 'tenant' or exists (select from pg_attribute where attrelid = c.oid and attname = 'tenant_id' and not attisdropped))
    order by 1`)
  return rows
}

async function readActivity(session: SqlSession, limitMs: number): Promise<ActivityFacts> {
  const { rows } = await session.query<{ what: string; ageMs: number }>(`
    select what, (extract(epoch from clock_timestamp() - since) * 1000)::float8 as "ageMs" from (
      select format('pid %s of %s, %s', pid, usename, state) as what, xact_start as since from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid() and xact_start is not null
      union all
      select format('prepared transaction %L', gid), prepared from pg_prepared_xacts where database = current_database()
    ) as open_transaction where clock_timestamp() - since > make_interval(secs => $1::float8 / 1000) order by since`, [limitMs])
  const { rows: hidden } = await session.query<{ hidden: number }>(`
    select count(*)::int as hidden from pg_stat_activity where datname = current_database() and backend_type is null`)
  return { limitMs, long: rows, hidden: hidden[0]?.hidden ?? 0 }
}
