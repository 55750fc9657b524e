import { systemClock } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import { dispatch } from './dispatch/dispatcher.ts'
import { callLimits } from './dispatch/guard/call-limits.ts'
import { createGuard } from './dispatch/guard/create-guard.ts'
import { createHostedVersions } from './dispatch/hosted-versions.ts'
import { joinCutovers } from './dispatch/join-cutovers.ts'
import { createLanes } from './dispatch/lanes.ts'
import { createVersionCalls } from './dispatch/version-calls.ts'
import { versionStates } from './dispatch/version-states.ts'
import type { Host, HostOptions } from './host.ts'
import { closeCalls } from './lifecycle/close-calls.ts'
import { preloadOnChange, warmVersions } from './lifecycle/warm-versions.ts'
import { createRouter } from './router.ts'
import { createScopeBase } from './scope/scope-base.ts'
import { RunningMark } from './watch/running-mark.ts'
import { createVersionWatch } from './watch/version-watch.ts'
import { createWatchCells } from './watch/watch-cells.ts'
import { hostWork } from './work/host-work.ts'

const mebibyte = 1_048_576
const silent: ModuleLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/**
 * Makes a host over an open registry. Nothing is loaded until `warm` or the first call.
 *
 * @example
 * const host = createHost({ registry, loader, database, access: openAccess() })
 * await host.warm()
 * await host.start()
 * serve({ fetch: host.fetch, port: 4000 })
 */
export function createHost(options: HostOptions): Host {
  const { registry, loader, database, access, clock = systemClock, log = silent, createId = () => crypto.randomUUID() } = options
  const cells = createWatchCells()
  const versions = createHostedVersions(loader, clock, new RunningMark(cells))
  const lanes = createLanes((tenantId) => registry.running(tenantId), versions)
  const closing = new AbortController()
  const stopping = new AbortController()
  const scopes = { database, log, clock, createId }
  const limits = callLimits(options.callLimits ?? {})
  const guard = createGuard({ limits, clock, log })
  const watch = createVersionWatch({ versions, cells, log, clock, options: options.watch, block: ({ use }, block) => guard.block(use, block) })
  const calls = createVersionCalls({
    lanes, versions, log, guard, budgets: limits.budgetsMs,
    createScope: ({ running }, loaded) => createScopeBase(running, loaded, scopes),
    cutoverBudgetMs: options.cutoverBudgetMs ?? 30_000,
    closing: closing.signal,
    stopping: stopping.signal,
  })
  const bodyLimitBytes = options.bodyLimitBytes ?? mebibyte
  const leaves = [joinCutovers(registry, lanes), preloadOnChange(registry, versions, log)]
  const warm = warmVersions(registry, versions)
  const work = hostWork({ registry, calls, clock, log, limits: options.work ?? {}, closing: closing.signal })
  const close = closeCalls({ closing, stopping, lanes, leaves: [...leaves, watch.stop], work, budgetMs: options.closeBudgetMs ?? 10_000 })
  const dispatching = { access, calls, bodyLimitBytes }
  const host = { versions: () => versionStates(versions.all(), registry.allRunning()), memory: watch.memory, ...(options.supervisor !== undefined && { supervisor: options.supervisor }) }
  const fetch = createRouter({ ...options, log, host, versions, bodyLimitBytes, closing: closing.signal, isWarm: warm.isDone, dispatch: (call) => dispatch(call, dispatching) })
  return { fetch, warm: () => warm.run().finally(watch.start), start: work.start, blame: watch.blame, memory: host.memory, versions: host.versions, close }
}
