import { readDrift } from '../actions/read-drift.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { DriftReport } from '../surface/data-registry.ts'
import { asOnlyScanner, saveDriftScan } from '../tables/drift-scans.ts'

/** Looks at the data of every tenant, or of one, and keeps what it found for the status. @throws TENANT_UNKNOWN */
export async function scanDrift(parts: RegistryParts, tenantId: string | null): Promise<DriftReport> {
  const report = await readDrift(parts, tenantId)
  await saveDriftScan(parts.database, tenantId === null ? null : [tenantId], { drifted: report.drifted, scannedAt: nowOf(parts) })
  return report
}

/** Looks at every tenant, unless another host does or the last look at anybody is younger than this. */
export async function scanDriftEvery(parts: RegistryParts, everyMs: number): Promise<void> {
  const olderThan = new Date(parts.clock.now() - everyMs).toISOString()
  await asOnlyScanner(parts.database, olderThan, async () => { await scanDrift(parts, null) })
}
