import type { Access, Caller } from '../access/access.ts'
import type { Address } from './address.ts'
import { admitBody } from './admit-body.ts'
import { countBody } from './count-body.ts'
import { labelResponse } from './label-response.ts'
import type { Platform } from './label-response.ts'
import type { VersionCalls } from './version-calls.ts'
import type { Work, WorkCall } from './work.ts'

/** A request for a module of a tenant. */
export type ModuleAddress = Extract<Address, { readonly kind: 'module' }>

/** What the dispatcher works with. */
export interface DispatcherParts {
  readonly access: Access
  readonly calls: VersionCalls
  readonly bodyLimitBytes: number
}

/** A request for a module, as the server gave it. */
export interface ModuleRequest {
  readonly request: Request
  readonly address: ModuleAddress
  readonly platform: Platform | undefined
}

/**
 * Sends a request to the version its tenant's lock names at the moment the call starts.
 * @returns what the module answers, at once when the module answers at once
 * @throws (or rejects with) BODY_TOO_LARGE, what `access` throws and what `VersionCalls.start` throws
 */
export function dispatch(call: ModuleRequest, { access, calls, bodyLimitBytes }: DispatcherParts): Response | Promise<Response> {
  const request = admitBody(call.request, bodyLimitBytes)
  const caller = access.identify(call.request, call.address.tenant)
  if (request instanceof Promise || caller instanceof Promise) return dispatchLater({ ...call, request, caller }, calls)
  return calls.start(new HttpCall(call, request, caller), answer)
}

interface PendingCall extends Omit<ModuleRequest, 'request'> {
  readonly request: Request | Promise<Request>
  readonly caller: Caller | Promise<Caller>
}

async function dispatchLater(call: PendingCall, calls: VersionCalls): Promise<Response> {
  const [request, caller] = await Promise.all([call.request, call.caller])
  return calls.start(new HttpCall(call, request, caller), answer)
}

/** A request that was let in. A class because one is made for each: its signal costs nothing until somebody asks for it. */
class HttpCall implements WorkCall {
  readonly tenantId: string
  readonly module: string
  readonly cause = 'http'
  readonly caller: Caller
  readonly request: Request
  readonly path: string
  readonly platform: Platform | undefined

  constructor({ address, platform }: Omit<ModuleRequest, 'request'>, request: Request, caller: Caller) {
    this.tenantId = address.tenant
    this.module = address.module
    this.caller = caller
    this.request = request
    this.path = address.path
    this.platform = platform
  }

  get signal(): AbortSignal {
    return this.request.signal
  }
}

const answer: Work<HttpCall, Response> = {
  run: (seat, { request, path }) => seat.definition.http.fetch(request, { scope: seat.scope, path } as never),
  conclude: (response, { version }, { platform }) => labelResponse(response, version.label, platform),
  // 503 is how a module says that something it needs is away: the database, another module.
  isFailure: ({ status }) => status >= 500 && status !== 503,
  goOn: (response, { call, seat, verdict }) => countBody(response, { seat, verdict, platform: call.platform, isGone: () => call.signal.aborted }),
  drop: (response) => void response.body?.cancel().catch(() => undefined),
}
