import type { SqlDatabase, SqlSession, TenantDrift } from '@tenon/model'
import { instant } from './instant.ts'

/** What the last look at a tenant's data found. */
export interface DriftScan {
  readonly tenantId: string
  /** Empty: as it should be. */
  readonly drifts: readonly TenantDrift[]
  readonly scannedAt: string
}

/** What a look found, and when. */
export interface DriftFound {
  readonly drifted: readonly TenantDrift[]
  readonly scannedAt: string
}

/** Keeps what a look at these tenants, or at all, found. */
export async function saveDriftScan(session: SqlSession, tenantIds: readonly string[] | null, { drifted, scannedAt }: DriftFound): Promise<void> {
  const byTenant = Object.fromEntries(Map.groupBy(drifted, ({ target }) => target.tenantId))
  await session.query(
    `insert into tenon.drift_scan (tenant_id, drifts, scanned_at) select id, coalesce($2::jsonb -> id, '[]'), $3 from tenon.tenant where $1::text[] is null or id = any($1)
     on conflict (tenant_id) do update set drifts = excluded.drifts, scanned_at = excluded.scanned_at`,
    [tenantIds, JSON.stringify(byTenant), scannedAt],
  )
}

/** What was found for the named tenants, or for all; those nobody has looked at are not among them. */
export async function selectDriftScans(session: SqlSession, tenantIds: readonly string[] | null): Promise<readonly DriftScan[]> {
  const { rows } = await session.query<DriftScan>(
    `select tenant_id as "tenantId", drifts, ${instant('scanned_at')} as "scannedAt" from tenon.drift_scan where $1::text[] is null or tenant_id = any($1)`,
    [tenantIds],
  )
  return rows
}

/** Runs work unless somebody looks already, or the last look is younger than this. */
export async function asOnlyScanner(database: SqlDatabase, olderThan: string, work: () => Promise<void>): Promise<void> {
  await database.transaction(async (session) => {
    const { rows } = await session.query<{ due: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('tenon.drift-scan', 0)) and not exists (select from tenon.drift_scan where scanned_at >= $1) as due`,
      [olderThan],
    )
    if (rows[0]?.due === true) await work()
  })
}
