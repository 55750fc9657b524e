import type { Manifest } from '@tenon/model'
import type { ResolvableVersion, ResolveQuestion } from '@tenon/resolver'
import { now, versionOf } from './resolve-field.ts'

const count = 60
const versionsEach = 12

/**
 * A tenant with 60 modules, each of which provides an interface and needs those of two others, all of them
 * asked to move. One is pinned to its first major, and the last cannot live with that: the
 * conflict runs through a chain of modules that need each other in the same major.
 */
export function sixtyModules(): { readonly catalog: readonly ResolvableVersion[]; readonly question: ResolveQuestion } {
  const catalog = Array.from({ length: count }, (_, module) => Array.from({ length: versionsEach }, (__, position) => versionIn(module, position))).flat()
  const locked = catalog.filter(({ version }) => version === '1.0.0').map(({ module, version, integrity }) => ({ module, version, integrity }))
  const pin = { tenantId: 'acme', module: 'module-00', range: '^1', owner: 'dana', reason: 'audit season', expiresAt: null, createdAt: now }
  const others = Object.fromEntries(locked.slice(1).map(({ module }) => [module, '*']))
  return { catalog, question: { locked, pins: [pin], targets: { ...others, [nameOf(count - 1)]: '^2' }, now } }
}

function nameOf(module: number): string {
  return `module-${String(module).padStart(2, '0')}`
}

function versionIn(module: number, position: number): ResolvableVersion {
  const major = 1 + Math.floor(position / 6)
  const minor = position % 6
  const needs = [module - 1, module - 7].filter((other) => other >= 0)
  const manifest: Pick<Manifest, 'provides' | 'requires'> = {
    provides: [{ name: `offer-${module}`, version: `${major}.${minor}` }],
    requires: needs.map((other) => ({ name: `offer-${other}`, range: `^${major}`, optional: false })),
  }
  return versionOf(nameOf(module), `${major}.${minor}.0`, { ...manifest, hostRange: '*' })
}
