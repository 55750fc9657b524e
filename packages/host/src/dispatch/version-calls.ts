import { isTenonError } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import type { LoadedModule } from '@tenon/module-sdk/ports'
import { hostErrors } from '../errors/host-errors.ts'
import { CallScope } from '../scope/call-scope.ts'
import type { ScopeBase } from '../scope/scope-base.ts'
import { CountedSeat } from './counted-seat.ts'
import type { HostedVersions } from './hosted-versions.ts'
import { laneOpened } from './lane.ts'
import type { Lanes, MountedLane } from './lanes.ts'
import type { Work, WorkCall } from './work.ts'

/** The one door through which work enters a module version. */
export interface VersionCalls {
  /**
   * Runs work on the version that the tenant's lock names at the moment the work starts. From the look-up
   * of the lock to the module's first line there is no `await`, so nothing can move in between; the call
   * is counted until its promise settles, and a cut-over waits for it. Before it starts it waits while a
   * cut-over holds the module, and while its code loads.
   *
   * @returns what the work returns, at once when it returns at once
   * @throws (or rejects with) TENANT_UNKNOWN, MODULE_NOT_INSTALLED, MODULE_VERSION_REFUSED, CUTOVER_TIMEOUT,
   * HOST_CLOSING: nothing of the work was done. Else what the module threw, when it is an error with a code,
   * or MODULE_FAILED with that error as its cause
   */
  start<Call extends WorkCall, Result>(call: Call, work: Work<Call, Result>): Result | Promise<Result>
}

/** What the door works with. */
export interface VersionCallsOptions {
  readonly lanes: Lanes
  readonly versions: HostedVersions
  readonly log: ModuleLog
  readonly createScope: (lane: MountedLane, loaded: LoadedModule) => ScopeBase
  /** How long a held call waits at most. */
  readonly cutoverBudgetMs: number
  /** Aborted when the host takes no more calls. */
  readonly closing: AbortSignal
  /** Aborted when the host stops waiting for calls in flight. */
  readonly stopping: AbortSignal
}

/** Opens the door. */
export function createVersionCalls(options: VersionCallsOptions): VersionCalls {
  const { lanes, versions, log, closing, stopping, cutoverBudgetMs } = options

  function start<Call extends WorkCall, Result>(call: Call, work: Work<Call, Result>): Result | Promise<Result> {
    if (closing.aborted) throw hostErrors.HOST_CLOSING({})
    const lane = lanes.find(call.tenantId, call.module)
    if (lane.gate !== null) return laneOpened(lane, lane.gate, cutoverBudgetMs).then(() => start(call, work))
    const { loaded } = lane.mount.version
    if (loaded === null) return versions.load(lane.mount.version).then(() => start(call, work))
    const base = (lane.mount.scope ??= options.createScope(lane, loaded))
    return run(call, work, new CountedSeat(lane, loaded, new CallScope(base, call, stopping)))
  }

  function run<Call extends WorkCall, Result>(call: Call, work: Work<Call, Result>, seat: CountedSeat): Result | Promise<Result> {
    seat.enter(call)
    try {
      const result = work.run(seat, call)
      if (result instanceof Promise) return finish(result, { call, work, seat })
      const answer = conclude(result, { call, work, seat })
      seat.leave(call)
      return answer
    } catch (error) {
      seat.leave(call)
      throw failureOf(error, seat)
    }
  }

  async function finish<Call extends WorkCall, Result>(pending: Promise<Result>, running: Running<Call, Result>): Promise<Result> {
    try {
      return conclude(await pending, running)
    } catch (error) {
      throw failureOf(error, running.seat)
    } finally {
      running.seat.leave(running.call)
    }
  }

  function failureOf(error: unknown, { version, view }: CountedSeat): Error {
    if (isTenonError(error)) return error
    const { module, version: number } = version.key
    log.error('a module failed', { tenant: view.tenant.id, module, version: number, error })
    return hostErrors.MODULE_FAILED({ module, version: number }, { cause: error })
  }

  return { start }
}

interface Running<Call extends WorkCall, Result> {
  readonly call: Call
  readonly work: Work<Call, Result>
  readonly seat: CountedSeat
}

function conclude<Call extends WorkCall, Result>(result: Result, { call, work, seat }: Running<Call, Result>): Result {
  return work.conclude === undefined ? result : work.conclude(result, seat, call)
}
