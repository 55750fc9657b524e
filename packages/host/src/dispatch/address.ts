/** Where a request wants to go, read from its URL alone. */
export type Address =
  /** `/t/{tenant}/{module}{path}`: the hot path. */
  | { readonly kind: 'module'; readonly tenant: string; readonly module: string; readonly path: string }
  /** `/t/{tenant}`, `/t/{tenant}/openapi.json`, `/t/{tenant}/docs`. */
  | { readonly kind: 'tenant-page'; readonly tenant: string; readonly page: TenantPage }
  /** `/api`, `/healthz`, `/readyz`, `/assets/...`: not of one tenant. */
  | { readonly kind: 'host'; readonly segment: HostSegment; readonly path: string }
  /** No tenant in the path: a header or the subdomain may name one. */
  | { readonly kind: 'unplaced'; readonly path: string }

/** Pages of a tenant that no module answers. */
export type TenantPage = '' | 'openapi.json' | 'docs'

/** First segments the host keeps for itself. */
export type HostSegment = 'api' | 'healthz' | 'readyz' | 'assets'

const hostSegments: ReadonlySet<string> = new Set<HostSegment>(['api', 'healthz', 'readyz', 'assets'])
const tenantPages: ReadonlySet<string> = new Set<TenantPage>(['', 'openapi.json', 'docs'])
const slash = 47
const letterT = 116

/**
 * Reads a URL by hand: `new URL` costs more than the rest of the dispatch together. The path stays
 * percent-encoded, as it was sent: a module's router decodes its own parameters.
 * @param mountPath - where the host is mounted, such as `/tenon`; empty at the root
 */
export function parseAddress(url: string, mountPath: string): Address {
  const origin = url.indexOf('/', url.indexOf('://') + 3)
  if (origin === -1) return { kind: 'unplaced', path: '/' }
  const end = endOfPath(url, origin)
  const start = mountPath === '' || url.startsWith(mountPath, origin) ? origin + mountPath.length : origin
  if (url.charCodeAt(start + 1) === letterT && url.charCodeAt(start + 2) === slash) return placedAddress(url, start + 3, end)
  return plainAddress(url.slice(start, end) || '/')
}

/** The address below a tenant that a header or the subdomain named: `/{module}{path}`. */
export function addressWithin(tenant: string, path: string): Extract<Address, { readonly tenant: string }> {
  return tenantAddress(tenant, path, 1)
}

function endOfPath(url: string, from: number): number {
  const query = url.indexOf('?', from)
  const end = query === -1 ? url.length : query
  const hash = url.indexOf('#', from)
  return hash === -1 || hash > end ? end : hash
}

function placedAddress(url: string, tenantStart: number, end: number): Address {
  const found = url.indexOf('/', tenantStart)
  const tenantEnd = found === -1 || found > end ? end : found
  const path = end === url.length ? url : url.slice(0, end)
  return tenantAddress(url.slice(tenantStart, tenantEnd), path, tenantEnd + 1)
}

function tenantAddress(tenant: string, text: string, moduleStart: number): Extract<Address, { readonly tenant: string }> {
  const moduleEnd = text.indexOf('/', moduleStart)
  const module = moduleEnd === -1 ? text.slice(moduleStart) : text.slice(moduleStart, moduleEnd)
  const path = moduleEnd === -1 ? '/' : text.slice(moduleEnd)
  if (path === '/' && tenantPages.has(module)) return { kind: 'tenant-page', tenant, page: module as TenantPage }
  return { kind: 'module', tenant, module, path }
}

function plainAddress(path: string): Address {
  const end = path.indexOf('/', 1)
  const segment = end === -1 ? path.slice(1) : path.slice(1, end)
  return hostSegments.has(segment) ? { kind: 'host', segment: segment as HostSegment, path } : { kind: 'unplaced', path }
}
