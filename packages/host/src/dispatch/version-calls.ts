import type { ModuleCalls, ModuleLog } from '@tenon/module-sdk'
import type { LoadedModule } from '@tenon/module-sdk/ports'
import { hostErrors } from '../errors/host-errors.ts'
import { interfaceErrors } from '../errors/interface-errors.ts'
import type { ScopeBase } from '../scope/scope-base.ts'
import { CallDeadlines } from './call-deadlines.ts'
import type { CallBudgets } from './call-deadlines.ts'
import { CountedSeat } from './counted-seat.ts'
import type { VersionGuard } from './guard/create-guard.ts'
import type { HostedVersions } from './hosted-versions.ts'
import { openInterfaces } from './interface-calls.ts'
import type { InterfaceCall } from './interface-calls.ts'
import { isDraining, laneOpened } from './lane.ts'
import type { Lanes } from './lanes.ts'
import type { Mount, ReadyMount } from './mount.ts'
import { runWork } from './run-work.ts'
import type { Work, WorkCall } from './work.ts'

/** The one door through which work enters a module version. */
export interface VersionCalls {
  /**
   * Runs work on the version that the tenant's lock names at the moment the work starts. From the look-up
   * of the lock to the module's first line there is no `await`, so nothing can move in between; the call
   * is counted until its promise settles and its body has ended, and a cut-over waits for it. Before it starts it waits
   * while a cut-over holds the module, and while its code loads. When its time is up it rejects, and is counted on until it ends.
   *
   * @returns what the work returns, at once when it returns at once
   * @throws (or rejects with) TENANT_UNKNOWN, MODULE_NOT_INSTALLED, MODULE_VERSION_REFUSED, CUTOVER_TIMEOUT,
   * HOST_CLOSING, VERSION_CIRCUIT_OPEN, VERSION_BUSY, TENANT_CALLS_LIMITED: nothing of the work was done. CALL_TIMED_OUT when its time
   * is up. Else what the module threw, when it is an error with a code,
   * or MODULE_FAILED with that error as its cause
   */
  start<Call extends WorkCall, Result>(call: Call, work: Work<Call, Result>): Result | Promise<Result>
}

/** What the door works with. */
export interface VersionCallsOptions {
  readonly lanes: Lanes
  readonly versions: HostedVersions
  readonly log: ModuleLog
  /** Keeps one version from taking what others need. */
  readonly guard: VersionGuard
  /** How long a call may take. */
  readonly budgets: CallBudgets
  readonly createScope: (mount: Mount, loaded: LoadedModule) => ScopeBase
  /** How long a held call waits at most. */
  readonly cutoverBudgetMs: number
  /** Aborted when the host takes no more calls. */
  readonly closing: AbortSignal
  /** Aborted when the host stops waiting for calls in flight. */
  readonly stopping: AbortSignal
}

/** Opens the door. */
export function createVersionCalls(options: VersionCallsOptions): VersionCalls {
  const { lanes, versions, log, guard, budgets, closing, stopping, cutoverBudgetMs } = options
  const house = { guard, budgets, log, deadlines: new CallDeadlines(budgets), stopping, openModules: (seat: CountedSeat): ModuleCalls => openInterfaces(seat, startWithin) }
  const outermost = { house, parent: null }

  function start<Call extends WorkCall, Result>(call: Call, work: Work<Call, Result>): Result | Promise<Result> {
    if (closing.aborted) throw hostErrors.HOST_CLOSING({})
    const mount = lanes.find(call.tenantId, call.module)
    const { lane } = mount
    if (lane.gate !== null) return laneOpened(lane, lane.gate, cutoverBudgetMs).then(() => start(call, work))
    if (!isReady(mount)) return versions.load(mount.version).then(() => start(call, work))
    return runWork({ call, work, seat: new CountedSeat(mount, call, outermost) }, log)
  }

  /**
   * A call out of a call in flight. It sees the lock that the outermost call began with, and passes a shut gate
   * when the cut-over waits for the outermost call, and so for this one.
   */
  function startWithin<Result>(call: InterfaceCall, work: Work<InterfaceCall, Result>): Result | Promise<Result> {
    const { tree } = call.parent
    const mount = lanes.findAt(tree.view, call.module)
    const { lane } = mount
    if (lane.gate !== null && isDraining(lane) && !isDraining(tree.lane)) return laneOpened(lane, lane.gate, cutoverBudgetMs).then(() => startWithin(call, work))
    if (hasMoved(mount)) throw interfaceErrors.INTERFACE_MOVED({ interface: call.interface, module: call.module, version: mount.version.key.version })
    if (!isReady(mount)) return versions.load(mount.version).then(() => startWithin(call, work))
    return runWork({ call, work, seat: new CountedSeat(mount, call, { house, parent: call.parent }) }, log)
  }

  function isReady(mount: Mount): mount is ReadyMount {
    if (mount.scope !== null) return true
    if (mount.version.loaded === null) return false
    mount.scope = options.createScope(mount, mount.version.loaded)
    return true
  }

  /** True when the data went to another version since the outermost call began: it outlived a cut-over. */
  function hasMoved({ running, version, lane }: Mount): boolean {
    const now = lanes.running(lane.tenantId)
    if (now === running) return false
    const before = running.lock.entries.find(({ module }) => module === lane.module)
    const after = now?.lock.entries.find(({ module }) => module === lane.module)
    return after === undefined || (after.integrity !== version.key.integrity && after.dataVersion !== before?.dataVersion)
  }

  return { start }
}
