import type { Manifest } from '@tenon/model'
import type { LockedVersion, ResolvableVersion, ResolveQuestion } from '@tenon/resolver'

/** 200 modules of 50 versions each. */
export const moduleCount = 200
export const versionsEach = 50
export const tenantCount = 5_000
const modulesEach = 8
export const now = '2026-06-01T00:00:00.000Z'
export const host = { hostVersion: '1.4.0', peers: { '@prisma/client': '7.10.1' } }

/** Ten majors of five minors, the last of which asks more of the host than it has. */
function numbersOf(position: number): { readonly version: string; readonly major: number; readonly hostRange: string } {
  const major = 1 + Math.floor(position / 5)
  return { version: `${major}.${position % 5}.0`, major, hostRange: position === versionsEach - 1 ? '^2.0.0' : '^1.0.0' }
}

/** A quarter of the modules have interfaces: every fifth of those provides one, the others need it at their own major. */
function interfacesOf(module: number, major: number): Pick<Manifest, 'provides' | 'requires'> {
  if (module % 4 !== 0) return { provides: [], requires: [] }
  const family = `family-${Math.floor(module / 20)}`
  if (module % 20 === 0) return { provides: [{ name: family, version: `${Math.ceil(major / 2)}.${major % 2}` }], requires: [] }
  return { provides: [], requires: [{ name: family, range: `^${Math.ceil(major / 2)}`, optional: module % 8 === 0 }] }
}

/** The catalog, the same in every run. */
export function fieldCatalog(): readonly ResolvableVersion[] {
  return Array.from({ length: moduleCount * versionsEach }, (_, index) => {
    const module = Math.floor(index / versionsEach)
    const { version, major, hostRange } = numbersOf(index % versionsEach)
    return versionOf(`module-${module}`, version, { ...interfacesOf(module, major), hostRange, peerRanges: { '@prisma/client': '^7.10.0' } })
  })
}

/** One version, its integrity made of its name. */
export function versionOf(module: string, version: string, manifest: ResolvableVersion['manifest']): ResolvableVersion {
  return { module, packageName: `@bench/${module}`, version, integrity: `sha512-${module}-${version}`, status: 'available', manifest }
}

/** A tenant that runs eight modules at various versions and asks some of them to move, as a fleet does on a release day. */
export function questionOf(tenant: number, hasInterfaces: boolean): ResolveQuestion {
  const modules = Array.from({ length: modulesEach }, (_, slot) => moduleOf(tenant, slot, hasInterfaces))
  const locked = modules.map((module, slot) => lockOf(module, (tenant + slot) % 5))
  const targets = Object.fromEntries(modules.map((module, slot) => [`module-${module}`, rangeOf(tenant, slot)]))
  return { locked, targets, pins: [], now }
}

/** With interfaces: one provider and whoever needs it. Without: modules of the three quarters that have none. */
function moduleOf(tenant: number, slot: number, hasInterfaces: boolean): number {
  if (hasInterfaces && slot < 5) return ((tenant % 10) * 20) + slot * 4
  const index = (tenant * 7 + slot * 19) % 150
  return Math.floor(index / 3) * 4 + 1 + index % 3
}

function rangeOf(tenant: number, slot: number): string {
  return ['*', '^1.0', '*', '^1.2', '>=1.0 <4'][(tenant + slot) % 5] ?? '*'
}

function lockOf(module: number, position: number): LockedVersion {
  const { version } = numbersOf(position)
  return { module: `module-${module}`, version, integrity: `sha512-module-${module}-${version}` }
}
