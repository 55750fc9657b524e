import type { LockEntry, SqlSession, VersionEvidence } from '@tenon/model'

/** A version that at least one tenant runs, and the evidence kept for it. */
export interface RunningVersion extends Pick<LockEntry, 'packageName' | 'version' | 'integrity'> {
  readonly evidence: VersionEvidence | null
}

/** Every version in force somewhere, each once. */
export async function selectRunningVersions(session: SqlSession): Promise<readonly RunningVersion[]> {
  const { rows } = await session.query<RunningVersion>(
    `with running as (
       select distinct entry ->> 'packageName' as name, entry ->> 'version' as exact, entry ->> 'integrity' as bytes
       from (select distinct on (tenant_id) entries from tenon.lock_revision order by tenant_id, revision desc) now, jsonb_array_elements(now.entries) as entry
     )
     select name as "packageName", exact as version, bytes as integrity, evidence
     from running left join tenon.catalog_version on package_name = name and version = exact order by 1, 2`,
  )
  return rows
}
