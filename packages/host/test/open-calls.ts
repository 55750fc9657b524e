import type { ModuleDefinition } from '@tenon/module-sdk'
import { callLimits } from '../src/dispatch/guard/call-limits.ts'
import { createGuard } from '../src/dispatch/guard/create-guard.ts'
import { createHostedVersions } from '../src/dispatch/hosted-versions.ts'
import { joinCutovers } from '../src/dispatch/join-cutovers.ts'
import { createLanes } from '../src/dispatch/lanes.ts'
import { createVersionCalls } from '../src/dispatch/version-calls.ts'
import type { VersionCalls } from '../src/dispatch/version-calls.ts'
import { versionStates } from '../src/dispatch/version-states.ts'
import type { VersionState } from '../src/dispatch/version-states.ts'
import type { CallCause } from '../src/dispatch/call-cause.ts'
import type { Seat, Work, WorkCall } from '../src/dispatch/work.ts'
import { createScopeBase } from '../src/scope/scope-base.ts'
import { echoLoader, noDatabase } from './echo-module.ts'
import { createMemoryRegistry } from './memory-registry.ts'
import type { MemoryRegistry } from './memory-registry.ts'

/** The door into module versions, over a registry in memory. */
export interface OpenCalls extends MemoryRegistry {
  readonly calls: VersionCalls
  states(): readonly VersionState[]
  /** Runs a function as the module's own code, for one tenant. */
  start<Result>(tenantId: string, module: string, body: (seat: Seat) => Result | Promise<Result>, cause?: CallCause): Result | Promise<Result>
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export function openCalls(define?: (module: string, version: string) => ModuleDefinition): OpenCalls {
  const memory = createMemoryRegistry()
  const versions = createHostedVersions(echoLoader(define), { now: () => 0 })
  const lanes = createLanes((tenantId) => memory.registry.running(tenantId), versions)
  joinCutovers(memory.registry, lanes)
  const scopes = { database: noDatabase, log: silent, clock: { now: () => 0 }, createId: () => 'id' }
  const never = new AbortController().signal
  const calls = createVersionCalls({
    lanes, versions, log: silent, guard: createGuard({ limits: callLimits({}), clock: { now: () => 0 }, log: silent }), cutoverBudgetMs: 1_000, budgets: callLimits({}).budgetsMs, closing: never, stopping: never,
    createScope: ({ running }, loaded) => createScopeBase(running, loaded, scopes),
  })
  return {
    ...memory, calls,
    states: () => versionStates(versions.all(), memory.registry.allRunning()),
    start: <Result>(tenantId: string, module: string, body: (seat: Seat) => Result | Promise<Result>, cause: CallCause = 'event') => {
      const call: WorkCall = { tenantId, module, cause, caller: { actor: 'system', can: () => true }, signal: null }
      const work: Work<WorkCall, Result> = { run: body }
      return calls.start(call, work)
    },
  }
}
