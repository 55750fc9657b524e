import { escapeIdentifier } from 'pg'
import type { ClientBase } from 'pg'
import { databaseErrors } from './database-errors.ts'

interface Rights {
  readonly user: string
  readonly database: string
  readonly version: number
  readonly versionText: string
  readonly missingRoles: readonly string[]
  readonly mayBecomeBoth: boolean
  readonly ownerMayCreate: boolean
}

const oldestVersion = 150_000

/** Roles belong to the whole server: another database of it may create them at the same moment. */
const createdElsewhere = ['42710', '23505', 'XX000']
const attempts = 5

/**
 * Creates the roles `tenon_owner` and `tenon_runtime` when they are missing and lets this user act as them.
 * Safe to run from many processes and databases at once; does nothing when all is in place.
 * @throws DATABASE_TOO_OLD, DATABASE_RIGHTS_MISSING
 */
export async function ensureRoles(client: ClientBase): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const rights = await readRights(client)
    if (rights.version < oldestVersion) throw databaseErrors.DATABASE_TOO_OLD({ version: rights.versionText })
    const statements = repairsOf(rights)
    if (statements.length === 0) return
    const failure = await runAll(client, statements)
    if (failure === null) return
    if (failure.code === '42501') throw databaseErrors.DATABASE_RIGHTS_MISSING({ user: rights.user, missing: missingOf(rights) }, { cause: failure })
    if (!createdElsewhere.includes(failure.code ?? '') || attempt === attempts) throw failure
  }
}

async function readRights(client: ClientBase): Promise<Rights> {
  const { rows } = await client.query<Rights>(`
    with wanted(name) as (values ('tenon_owner'), ('tenon_runtime'))
    select current_user::text as user, current_database()::text as database,
      current_setting('server_version_num')::int as version, current_setting('server_version') as "versionText",
      coalesce(array_agg(name) filter (where rolname is null), '{}') as "missingRoles",
      coalesce(bool_and(pg_has_role(current_user, pg_roles.oid, case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end)), false) as "mayBecomeBoth",
      coalesce(bool_or(has_database_privilege(pg_roles.oid, current_database(), 'create')) filter (where name = 'tenon_owner'), false) as "ownerMayCreate"
    from wanted left join pg_roles on rolname = name`)
  return rows[0] as Rights
}

function repairsOf(rights: Rights): readonly string[] {
  const complete = rights.missingRoles.length === 0
  return [
    ...rights.missingRoles.map((role) => `create role ${role} nologin nosuperuser nobypassrls`),
    ...(complete && rights.mayBecomeBoth ? [] : [`grant tenon_owner, tenon_runtime to ${escapeIdentifier(rights.user)}`]),
    ...(complete && rights.ownerMayCreate ? [] : [`grant create on database ${escapeIdentifier(rights.database)} to tenon_owner`]),
  ]
}

async function runAll(client: ClientBase, statements: readonly string[]): Promise<(Error & { readonly code?: string }) | null> {
  try {
    for (const statement of statements) await client.query(statement)
    return null
  } catch (error) {
    return error as Error
  }
}

function missingOf(rights: Rights): string {
  if (rights.missingRoles.length > 0) return `create the roles ${rights.missingRoles.join(' and ')}`
  if (!rights.mayBecomeBoth) return 'act as tenon_owner and tenon_runtime'
  return `let tenon_owner create schemas in ${rights.database}`
}
