/** The header that names the tenant where the path does not. */
export const tenantHeader = 'tenon-tenant'

/**
 * The tenant of a request whose path names none: the header `tenon-tenant` first, else the first
 * label of the host name below one of `domains` (`acme.localhost` below `localhost`).
 * @returns null when neither names one
 */
export function namedTenant(request: Request, domains: readonly string[]): string | null {
  return request.headers.get(tenantHeader) ?? tenantOfHost(new URL(request.url).hostname, domains)
}

function tenantOfHost(hostname: string, domains: readonly string[]): string | null {
  const domain = domains.find((candidate) => hostname.endsWith(`.${candidate}`))
  if (domain === undefined) return null
  const label = hostname.slice(0, -domain.length - 1)
  return label.includes('.') ? null : label
}
