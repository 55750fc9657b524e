import type { ModuleLog } from '@tenon/module-sdk'
import { addressWithin, parseAddress } from './dispatch/address.ts'
import type { Address } from './dispatch/address.ts'
import type { DispatcherParts, ModuleAddress } from './dispatch/dispatcher.ts'
import { namedTenant } from './dispatch/named-tenant.ts'
import { answerError } from './errors/answer-error.ts'
import { hostErrors } from './errors/host-errors.ts'
import { createHealth } from './health/health.ts'
import type { HostOptions } from './host.ts'
import { createTenantPages } from './openapi/tenant-pages.ts'

/** What the router hands requests to. */
export interface RouterParts extends HostOptions {
  readonly log: ModuleLog
  readonly calls: DispatcherParts
  readonly isWarm: () => boolean
  readonly dispatch: (request: Request, address: ModuleAddress) => Response | Promise<Response>
}

type Handler<Parameters extends readonly unknown[]> = (request: Request, ...rest: Parameters) => Response | Promise<Response>

/** The one function of a host: finds out where a request wants to go, and turns every error into problem+json. */
export function createRouter(parts: RouterParts): Handler<[]> {
  const mountPath = (parts.mountPath ?? '').replace(/\/$/, '')
  const domains = parts.tenantDomains ?? ['localhost']
  const route = createRoutes(parts, mountPath)
  const answer = (error: unknown) => answerLogged(error, parts.log)
  return (request) => {
    try {
      const address = parseAddress(request.url, mountPath)
      const response = address.kind === 'module' ? parts.dispatch(request, address) : route(request, placed(address, request, domains))
      return response instanceof Promise ? response.catch(answer) : response
    } catch (error) {
      return answer(error)
    }
  }
}

/** An address below the tenant that header or subdomain name; the same address when neither does. */
function placed(address: Address, request: Request, domains: readonly string[]): Address & { readonly named?: true } {
  if (address.kind !== 'unplaced') return address
  const tenant = namedTenant(request, domains)
  return tenant === null ? address : { ...addressWithin(tenant, address.path), named: true }
}

function createRoutes(parts: RouterParts, mountPath: string): Handler<[Address & { readonly named?: true }]> {
  const pages = createTenantPages({ ...parts, versions: parts.calls.versions, mountPath })
  const health = createHealth({ registry: parts.registry, closing: parts.calls.closing, isWarm: parts.isWarm })
  return (request, address) => {
    if (address.kind === 'module') return parts.dispatch(request, address)
    if (address.kind === 'tenant-page') return pages.show({ tenantId: address.tenant, page: address.page, named: address.named === true })
    if (address.kind === 'unplaced') throw hostErrors.ADDRESS_UNKNOWN({ method: request.method, path: address.path })
    if (address.segment === 'healthz') return health.alive()
    if (address.segment === 'readyz') return health.ready()
    if (address.segment === 'assets') return pages.asset(request, address.path)
    // The control API is mounted here.
    throw hostErrors.ADDRESS_UNKNOWN({ method: request.method, path: address.path })
  }
}

function answerLogged(error: unknown, log: ModuleLog): Response {
  const response = answerError(error)
  if (response.status === 500) log.error('a request failed', { error })
  return response
}
