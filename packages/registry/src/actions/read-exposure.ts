import { canonicalJson } from '@tenon/model'
import type { CatalogVersion, SqlSession, TenantChannels } from '@tenon/model'
import { lowestFix, rangeCovers } from '@tenon/resolver'
import type { LowestFix, Resolver } from '@tenon/resolver'
import { versionNamed } from '../catalog/known-versions.ts'
import { nowOf } from '../registry-parts.ts'
import type { RegistryParts } from '../registry-parts.ts'
import type { Exposure, ExposureReport, ExposureSubject } from '../surface/supply-registry.ts'
import { selectAdvisories } from '../tables/advisories.ts'
import { selectCatalog } from '../tables/catalog.ts'
import { selectChannelsOf } from '../tables/channels.ts'
import { selectExposedTenants } from '../tables/exposed-tenants.ts'
import type { ExposedTenant } from '../tables/exposed-tenants.ts'
import { advisoryNamed } from './advisories.ts'

/** Who runs what should not be run, as one transaction sees it; a handful of statements however many tenants there are. @throws ADVISORY_UNKNOWN, MODULE_UNKNOWN, VERSION_UNKNOWN */
export async function readExposure(parts: Pick<RegistryParts, 'database' | 'resolver' | 'clock'>, subject: string | undefined): Promise<ExposureReport> {
  return parts.database.transaction(async (session) => {
    const catalog = await selectCatalog(session, null)
    const subjects = await subjectsOf(session, catalog, subject)
    const running = await selectExposedTenants(session, [...new Set(subjects.map(({ module }) => module))])
    const channels = await selectChannelsOf(session, running.map(({ tenantId }) => tenantId))
    const fixes = rememberFixes({ catalog, channels, subjects, resolver: await parts.resolver.at(session), now: nowOf(parts) })
    const exposed = running.flatMap((tenant): readonly Exposure[] => {
      const affecting = subjects.filter((candidate) => affects(candidate, tenant))
      return affecting.length === 0 ? [] : [exposureOf(tenant, affecting, fixes(tenant))]
    })
    return { subjects, exposed }
  })
}

async function subjectsOf(session: SqlSession, catalog: readonly CatalogVersion[], subject: string | undefined): Promise<readonly ExposureSubject[]> {
  if (subject === undefined) {
    const advisories = (await selectAdvisories(session)).filter(({ withdrawn }) => withdrawn === null)
    return [...advisories.map((advisory) => ({ kind: 'advisory' as const, ...advisory })), ...catalog.filter(({ status }) => status === 'yanked').map(versionSubject)]
  }
  const [module = '', version] = subject.split('@')
  if (version === undefined) return [{ kind: 'advisory', ...await advisoryNamed(session, subject) }]
  return [versionSubject(await versionNamed(session, module, version))]
}

function versionSubject({ module, version, status, notice, deprecated }: CatalogVersion): ExposureSubject {
  return { kind: 'version', id: `${module}@${version}`, module, version, status, reason: notice?.reason ?? deprecated ?? null }
}

function affects(subject: ExposureSubject, { module, version }: Pick<ExposedTenant, 'module' | 'version'>): boolean {
  if (subject.module !== module) return false
  return subject.kind === 'advisory' ? rangeCovers(subject.range, version) : subject.version === version
}

interface FixFacts {
  readonly catalog: readonly CatalogVersion[]
  readonly channels: ReadonlyMap<string, TenantChannels>
  readonly resolver: Resolver
  readonly now: string
  readonly subjects: readonly ExposureSubject[]
}

/** Tenants that run the same under the same pins have the same way out: it is looked for once. */
function rememberFixes({ catalog, channels, resolver, now, subjects }: FixFacts): (tenant: ExposedTenant) => LowestFix {
  const known = new Map<string, LowestFix>()
  return ({ tenantId, module, version, entries, pins }) => {
    const own = channels.get(tenantId)
    const key = canonicalJson([module, own ?? null, entries.map((entry) => [entry.module, entry.version, entry.integrity]), pins.map((pin) => [pin.module, pin.range, pin.owner, pin.reason, pin.expiresAt])])
    const isAffected = (candidate: string) => subjects.some((subject) => affects(subject, { module, version: candidate }))
    const fix = known.get(key) ?? lowestFix({ resolver, catalog, locked: entries, pins, now, ...(own !== undefined && { channels: own }), entry: { module, version }, isAffected })
    known.set(key, fix)
    return fix
  }
}

function exposureOf({ entries: _entries, packageName: _packageName, pins, ...tenant }: ExposedTenant, subjects: readonly ExposureSubject[], fix: LowestFix): Exposure {
  const pin = pins.find(({ module }) => module === tenant.module)
  return {
    ...tenant, fix,
    subjects: subjects.map(({ id }) => id),
    pin: pin === undefined ? null : { range: pin.range, owner: pin.owner, reason: pin.reason, expiresAt: pin.expiresAt },
  }
}
