import { isTenonError } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import type { LoadedModule } from '@tenon/module-sdk/ports'
import type { Access, Caller } from '../access/access.ts'
import { hostErrors } from '../errors/host-errors.ts'
import { CallScope } from '../scope/call-scope.ts'
import type { ScopeBase } from '../scope/scope-base.ts'
import type { Address } from './address.ts'
import { admitBody } from './admit-body.ts'
import type { HostedVersion, HostedVersions } from './hosted-versions.ts'
import { labelResponse } from './label-response.ts'
import type { Platform } from './label-response.ts'
import { laneOpened, leaveLane } from './lane.ts'
import type { Lane } from './lane.ts'
import type { Lanes, MountedLane } from './lanes.ts'

/** A request for a module of a tenant. */
export type ModuleAddress = Extract<Address, { readonly kind: 'module' }>

/** What the dispatcher works with. */
export interface DispatcherParts {
  readonly access: Access
  readonly lanes: Lanes
  readonly versions: HostedVersions
  readonly log: ModuleLog
  readonly createScope: (lane: MountedLane, loaded: LoadedModule) => ScopeBase
  readonly bodyLimitBytes: number
  /** How long a held call waits at most. */
  readonly cutoverBudgetMs: number
  /** Aborted when the host takes no more calls. */
  readonly closing: AbortSignal
  /** Aborted when the host stops waiting for calls in flight. */
  readonly stopping: AbortSignal
}

/** A request for a module, as the server gave it. */
export interface ModuleRequest {
  readonly request: Request
  readonly address: ModuleAddress
  readonly platform: Platform | undefined
}

/** A call that was let in and has not started. */
interface AdmittedCall extends ModuleRequest {
  readonly caller: Caller
}

/**
 * Sends a request to the version its tenant's lock names at the moment the call starts. From the
 * look-up of the lock to the module's first line there is no `await`, so nothing can move in between.
 * @returns what the module answers, at once when the module answers at once
 * @throws (or rejects with) TENANT_UNKNOWN, MODULE_NOT_INSTALLED, MODULE_VERSION_REFUSED, MODULE_FAILED,
 * BODY_TOO_LARGE, CUTOVER_TIMEOUT, HOST_CLOSING and what `access` throws
 */
export function dispatch(call: ModuleRequest, parts: DispatcherParts): Response | Promise<Response> {
  const request = admitBody(call.request, parts.bodyLimitBytes)
  const caller = parts.access.identify(call.request, call.address.tenant)
  if (request instanceof Promise || caller instanceof Promise) return dispatchLater({ ...call, request, caller }, parts)
  return start({ request, caller, address: call.address, platform: call.platform }, parts)
}

interface PendingCall extends Omit<ModuleRequest, 'request'> {
  readonly request: Request | Promise<Request>
  readonly caller: Caller | Promise<Caller>
}

async function dispatchLater(call: PendingCall, parts: DispatcherParts): Promise<Response> {
  const [request, caller] = await Promise.all([call.request, call.caller])
  return start({ ...call, request, caller }, parts)
}

function start(call: AdmittedCall, parts: DispatcherParts): Response | Promise<Response> {
  if (parts.closing.aborted) throw hostErrors.HOST_CLOSING({})
  const lane = parts.lanes.find(call.address.tenant, call.address.module)
  if (lane.gate !== null) return laneOpened(lane, lane.gate, parts.cutoverBudgetMs).then(() => start(call, parts))
  const { version } = lane.mount
  if (version.loaded === null) return parts.versions.load(version).then(() => start(call, parts))
  lane.mount.scope ??= parts.createScope(lane, version.loaded)
  return run(call, { lane, version, loaded: version.loaded, scope: lane.mount.scope, platform: call.platform }, parts)
}

interface Seat {
  readonly lane: Lane
  readonly version: HostedVersion
  readonly loaded: LoadedModule
  readonly scope: ScopeBase
  readonly platform: Platform | undefined
}

function run(call: AdmittedCall, seat: Seat, parts: DispatcherParts): Response | Promise<Response> {
  const scope = new CallScope(seat.scope, { request: call.request, caller: call.caller, stopping: parts.stopping })
  enter(seat)
  try {
    const answer = seat.loaded.definition.http.fetch(call.request, { scope, path: call.address.path } as never)
    if (answer instanceof Promise) return finish(answer, seat, parts)
    leave(seat)
    return labelResponse(answer, seat.version.label, call.platform)
  } catch (error) {
    leave(seat)
    throw moduleFailure(error, seat, parts)
  }
}

async function finish(answer: Promise<Response>, seat: Seat, parts: DispatcherParts): Promise<Response> {
  try {
    return labelResponse(await answer, seat.version.label, seat.platform)
  } catch (error) {
    throw moduleFailure(error, seat, parts)
  } finally {
    leave(seat)
  }
}

function enter(seat: Seat): void {
  seat.lane.calls += 1
  seat.version.calls += 1
}

function leave(seat: Seat): void {
  seat.version.calls -= 1
  leaveLane(seat.lane)
}

function moduleFailure(error: unknown, seat: Seat, parts: DispatcherParts): Error {
  if (isTenonError(error)) return error
  const { module, version } = seat.version.key
  parts.log.error('a module failed to answer', { tenant: seat.lane.tenantId, module, version, error })
  return hostErrors.MODULE_FAILED({ module, version }, { cause: error })
}
