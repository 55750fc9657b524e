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

/** A call that was let in and has not started. */
interface AdmittedCall {
  readonly request: Request
  readonly caller: Caller
  readonly address: ModuleAddress
}

/**
 * Sends a request to the version its tenant's lock names at the moment the call starts. From the
 * look-up of the lock to the module's first line there is no `await`, so nothing can move in between.
 * @returns what the module answers, at once when the module answers at once
 * @throws (or rejects with) TENANT_UNKNOWN, MODULE_NOT_INSTALLED, MODULE_VERSION_REFUSED, MODULE_FAILED,
 * BODY_TOO_LARGE, CUTOVER_TIMEOUT, HOST_CLOSING and what `access` throws
 */
export function dispatch(request: Request, address: ModuleAddress, parts: DispatcherParts): Response | Promise<Response> {
  const admitted = admitBody(request, parts.bodyLimitBytes)
  const caller = parts.access.identify(request, address.tenant)
  if (admitted instanceof Promise || caller instanceof Promise) return dispatchLater(admitted, caller, address, parts)
  return start({ request: admitted, caller, address }, parts)
}

// eslint-disable-next-line max-params -- the arguments of `dispatch`, each perhaps still a promise
async function dispatchLater(request: Request | Promise<Request>, caller: Caller | Promise<Caller>, address: ModuleAddress, parts: DispatcherParts): Promise<Response> {
  const [admitted, known] = await Promise.all([request, caller])
  return start({ request: admitted, caller: known, address }, parts)
}

function start(call: AdmittedCall, parts: DispatcherParts): Response | Promise<Response> {
  if (parts.closing.aborted) throw hostErrors.HOST_CLOSING({})
  const lane = parts.lanes.find(call.address.tenant, call.address.module)
  if (lane.gate !== null) return laneOpened(lane, lane.gate, parts.cutoverBudgetMs).then(() => start(call, parts))
  const { version } = lane.mount
  if (version.loaded === null) return parts.versions.load(version).then(() => start(call, parts))
  lane.mount.scope ??= parts.createScope(lane, version.loaded)
  return run(call, { lane, version, loaded: version.loaded, scope: lane.mount.scope }, parts)
}

interface Seat {
  readonly lane: Lane
  readonly version: HostedVersion
  readonly loaded: LoadedModule
  readonly scope: ScopeBase
}

function run(call: AdmittedCall, seat: Seat, parts: DispatcherParts): Response | Promise<Response> {
  const scope = new CallScope(seat.scope, { request: call.request, caller: call.caller, stopping: parts.stopping })
  enter(seat)
  try {
    const answer = seat.loaded.definition.http.fetch(call.request, { scope, path: call.address.path } as never)
    if (answer instanceof Promise) return finish(answer, seat, parts)
    leave(seat)
    return labelResponse(answer, seat.version.label)
  } catch (error) {
    leave(seat)
    throw moduleFailure(error, seat, parts)
  }
}

async function finish(answer: Promise<Response>, seat: Seat, parts: DispatcherParts): Promise<Response> {
  try {
    return labelResponse(await answer, seat.version.label)
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
