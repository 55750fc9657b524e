import type { SqlSession } from '@tenon/model'
import type { SettingsRevision } from '../surface/tenant-registry.ts'
import { instant } from './instant.ts'

const columns = `tenant_id as "tenantId", module, revision, "values", actor, ${instant('created_at')} as "createdAt"`

/** Which revision of which tenant's settings. */
export type SettingsKey = Pick<SettingsRevision, 'tenantId' | 'module' | 'revision'>

/** Adds the next revision and returns its number. The caller holds the tenant's lock. */
export async function insertSettings(session: SqlSession, settings: Omit<SettingsRevision, 'revision'>, reason: string): Promise<number> {
  const { rows } = await session.query<{ revision: number }>(
    `insert into tenon.settings_revision (tenant_id, module, revision, "values", actor, reason, created_at)
     select $1, $2, coalesce(max(revision), 0) + 1, $3::jsonb, $4, $5, $6 from tenon.settings_revision where tenant_id = $1 and module = $2
     returning revision`,
    [settings.tenantId, settings.module, JSON.stringify(settings.values), settings.actor, reason, settings.createdAt],
  )
  return rows[0]?.revision ?? 0
}

/** The named revisions, in no particular order; revision 0 is never among them. */
export async function selectSettings(session: SqlSession, keys: readonly SettingsKey[]): Promise<readonly SettingsRevision[]> {
  const { rows } = await session.query<SettingsRevision>(
    `select ${columns} from tenon.settings_revision
     join unnest($1::text[], $2::text[], $3::int[]) as wanted(tenant, name, number) on tenant_id = tenant and module = name and revision = number`,
    [keys.map(({ tenantId }) => tenantId), keys.map(({ module }) => module), keys.map(({ revision }) => revision)],
  )
  return rows
}
