import { isTenonError } from '@tenon/model'
import type { ArtifactStore, LockEntry, RefusedVersion, VersionEvidence } from '@tenon/model'
import type { RegistryParts } from '../registry-parts.ts'
import { selectRunningVersions } from '../tables/running-versions.ts'
import type { RunningVersion } from '../tables/running-versions.ts'

/**
 * Checks the bytes of every version that some tenant runs, and that the evidence kept for it speaks of
 * these bytes. As many checks as versions run, however many are known.
 * @param refused - what is refused already and need not be opened again
 * @returns those that do not hold; they go on where they are loaded, and are refused when they are to be loaded
 */
export async function checkRunningVersions({ database, artifacts }: Pick<RegistryParts, 'database' | 'artifacts'>, refused: readonly RefusedVersion[]): Promise<readonly RefusedVersion[]> {
  const running = await selectRunningVersions(database)
  const unchecked = running.filter((entry) => !refused.some(({ packageName, version }) => packageName === entry.packageName && version === entry.version))
  const found: RefusedVersion[] = []
  for (const version of unchecked) found.push(...await check(artifacts, version))
  return found
}

async function check(artifacts: ArtifactStore, { packageName, version, integrity, evidence }: RunningVersion): Promise<readonly RefusedVersion[]> {
  try {
    await artifacts.open({ packageName, version, integrity })
  } catch (error) {
    const because = isTenonError(error) ? { code: error.code, reason: error.problem.title } : { code: 'ARTIFACT_UNREADABLE', reason: error instanceof Error ? error.message : String(error) }
    return [{ packageName, version, ...because }]
  }
  return speaksOf(evidence, integrity) ? [] : [{ packageName, version, code: 'EVIDENCE_MISMATCH', reason: `The evidence kept for ${packageName}@${version} speaks of other bytes than those that run.` }]
}

function speaksOf(evidence: VersionEvidence | null, integrity: LockEntry['integrity']): boolean {
  if (evidence === null) return true
  const digest = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex')
  return evidence.integrity === integrity && (evidence.provenance === null || evidence.provenance.digest === digest)
}
