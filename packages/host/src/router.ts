import { isTenonError } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import { createControlApi } from './control/create-control-api.ts'
import { addressWithin, parseAddress } from './dispatch/address.ts'
import type { Address } from './dispatch/address.ts'
import { admitBody } from './dispatch/admit-body.ts'
import type { ModuleAddress, ModuleRequest } from './dispatch/dispatcher.ts'
import type { HostedVersions } from './dispatch/hosted-versions.ts'
import type { Platform } from './dispatch/label-response.ts'
import { namedTenant } from './dispatch/named-tenant.ts'
import { answerError } from './errors/answer-error.ts'
import { hostErrors } from './errors/host-errors.ts'
import { createHealth } from './health/health.ts'
import type { HostOptions } from './host.ts'
import { createHomePage } from './home/create-home-page.ts'
import type { HostProcess } from './process/host-process.ts'
import { createTenantPages } from './openapi/tenant-pages.ts'

/** What the router hands requests to. */
export interface RouterParts extends HostOptions {
  readonly log: ModuleLog
  readonly versions: HostedVersions
  readonly host: HostProcess
  readonly bodyLimitBytes: number
  /** Aborted when the host takes no more calls. */
  readonly closing: AbortSignal
  readonly isWarm: () => boolean
  readonly dispatch: (call: ModuleRequest) => Response | Promise<Response>
}

/** An address that is not of a module by its path alone. */
type OtherAddress = Exclude<Address, ModuleAddress>

/** The one function of a host: finds out where a request wants to go, and turns every error into problem+json. */
export function createRouter(parts: RouterParts): (request: Request, platform?: Platform) => Response | Promise<Response> {
  const mountPath = (parts.mountPath ?? '').replace(/\/$/, '')
  const route = createRoutes(parts, mountPath)
  const answer = (error: unknown) => answerLogged(error, parts.log)
  return (request, platform) => {
    try {
      const address = parseAddress(request.url, mountPath)
      const response = address.kind === 'module' ? parts.dispatch({ request, address, platform }) : route(request, address)
      return response instanceof Promise ? response.catch(answer) : response
    } catch (error) {
      return answer(error)
    }
  }
}

function createRoutes(parts: RouterParts, mountPath: string): (request: Request, address: OtherAddress) => Response | Promise<Response> {
  const domains = parts.tenantDomains ?? ['localhost']
  const pages = createTenantPages({ ...parts, mountPath })
  const health = createHealth({ registry: parts.registry, closing: parts.closing, isWarm: parts.isWarm })
  const showHome = createHomePage({ registry: parts.registry, access: parts.access, mountPath })
  const control = createControlApi({ ...parts, onUnexpected: (error) => parts.log.error('the control API failed', { error }) })

  return (request, address) => {
    if (address.kind === 'tenant-page') return pages.show({ tenantId: address.tenant, page: address.page, named: false })
    if (address.kind === 'unplaced') return routeNamed(request, address.path)
    switch (address.segment) {
      case 'healthz':
        return health.alive()
      case 'readyz':
        return health.ready()
      case 'assets':
        return pages.asset(request, address.path)
      case 'api':
        return routeControl(request)
    }
  }

  function routeNamed(request: Request, path: string): Response | Promise<Response> {
    const tenant = namedTenant(request, domains)
    if (tenant === null && path === '/' && request.method === 'GET') return showHome(request)
    if (tenant === null) throw hostErrors.ADDRESS_UNKNOWN({ method: request.method, path })
    const address = addressWithin(tenant, path)
    if (address.kind === 'module') return parts.dispatch({ request, address, platform: undefined })
    return pages.show({ tenantId: tenant, page: address.page, named: true })
  }

  async function routeControl(request: Request): Promise<Response> {
    const admitted = await admitBody(request, parts.bodyLimitBytes)
    return control.fetch(mountPath === '' ? admitted : unmounted(admitted, mountPath))
  }
}

/** The same request as the control API knows it: below `/api` at the root. */
function unmounted(request: Request, mountPath: string): Request {
  const url = new URL(request.url)
  url.pathname = url.pathname.slice(mountPath.length)
  return new Request(url, request)
}

function answerLogged(error: unknown, log: ModuleLog): Response {
  if (!isTenonError(error)) log.error('a request failed', { error })
  return answerError(error)
}
