import type { Advisory, SqlSession } from '@tenon/model'
import { isRange, isVersion, rangeCovers } from '@tenon/resolver'
import { listVersions } from '../catalog/known-versions.ts'
import { registryErrors } from '../registry-errors.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { AddAdvisoryOptions } from '../surface/supply-registry.ts'
import type { Actor } from '../surface/tenant-registry.ts'
import { insertAdvisory, insertWithdrawal, selectAdvisories } from '../tables/advisories.ts'

/** Makes a flaw known. @throws MODULE_UNKNOWN, ADVISORY_INVALID */
export async function addAdvisory(parts: Pick<RegistryParts, 'database' | 'clock' | 'createId'>, options: AddAdvisoryOptions): Promise<Advisory> {
  const { module, range, severity, title, fixedIn = null, url = null, actor } = options
  const problem = problemOf(range, fixedIn)
  if (problem !== null) throw registryErrors.ADVISORY_INVALID({ module, reason: problem })
  await listVersions(parts.database, module)
  const advisory: Advisory = { id: parts.createId('adv'), module, range, severity, title, fixedIn, url, actor, createdAt: nowOf(parts), withdrawn: null }
  await insertAdvisory(parts.database, advisory)
  return advisory
}

function problemOf(range: string, fixedIn: string | null): string | null {
  if (!isRange(range)) return `"${range}" is not a semver range`
  if (fixedIn === null) return null
  if (!isVersion(fixedIn)) return `"${fixedIn}" is not a version`
  return rangeCovers(range, fixedIn) ? `it calls ${fixedIn} fixed, which its range ${range} covers` : null
}

/** One advisory. @throws ADVISORY_UNKNOWN */
export async function advisoryNamed(session: SqlSession, id: string): Promise<Advisory> {
  const found = (await selectAdvisories(session)).find((advisory) => advisory.id === id)
  if (found === undefined) throw registryErrors.ADVISORY_UNKNOWN({ advisory: id })
  return found
}

/** Notes that an advisory no longer holds. @throws ADVISORY_UNKNOWN */
export async function withdrawAdvisory(parts: Pick<RegistryParts, 'database' | 'clock'>, id: string, { actor, reason }: Actor): Promise<Advisory> {
  return parts.database.transaction(async (session) => {
    await advisoryNamed(session, id)
    await insertWithdrawal(session, id, { actor, reason, at: nowOf(parts) })
    return advisoryNamed(session, id)
  })
}
