import { isTenonError } from '@tenon/model'
import type { ModuleRegistry } from '@tenon/registry'
import type { VersionCalls } from '../dispatch/version-calls.ts'
import type { Seat, Work } from '../dispatch/work.ts'
import { failureReason } from './failure-reason.ts'
import type { SystemCall } from './system-call.ts'

/** What system work goes through. */
export interface SystemWorkParts {
  readonly registry: Pick<ModuleRegistry, 'getLock'>
  readonly calls: VersionCalls
  /** Aborted when what this process took may be run by others. */
  readonly lost: AbortSignal
}

/** What became of an event or a timer. */
export type SystemOutcome =
  | { readonly kind: 'done'; readonly seat: Seat }
  /** The module's code ran and failed, or its time was up. */
  | { readonly kind: 'failed'; readonly seat: Seat; readonly reason: string }
  /** The module runs on the tenant's present lock and has no code for it. */
  | { readonly kind: 'no-code'; readonly seat: Seat; readonly version: string }
  /** The tenant's present lock does not name the module. */
  | { readonly kind: 'not-installed' }
  /** Nothing was done: another time, or another host. */
  | { readonly kind: 'not-begun'; readonly reason: string }

/**
 * Runs work that no person asked for, on the version that its tenant's lock names at the moment it starts. Rejects only
 * when the database cannot tell the tenant's present lock.
 * @param work - false when the version has no code for it
 */
export async function runSystemWork<Call extends SystemCall>(call: Call, work: Work<Call, boolean>, { registry, calls }: SystemWorkParts): Promise<SystemOutcome> {
  try {
    const isDone = await calls.start(call, work)
    return isDone && call.seat !== null ? { kind: 'done', seat: call.seat } : await lookAgain(call, registry)
  } catch (error) {
    if (call.seat !== null) return { kind: 'failed', seat: call.seat, reason: failureReason(error) }
    return isNotInstalled(error) ? lookAgain(call, registry) : { kind: 'not-begun', reason: failureReason(error) }
  }
}

/** This host may only not have heard yet of the lock that has code for it. What the database says is final. */
async function lookAgain({ seat, tenantId, module }: SystemCall, registry: SystemWorkParts['registry']): Promise<SystemOutcome> {
  const lock = await registry.getLock(tenantId)
  const entry = lock.entries.find((candidate) => candidate.module === module)
  if (entry === undefined) return { kind: 'not-installed' }
  if (seat === null || seat.view.lock.revision !== lock.revision) return { kind: 'not-begun', reason: 'this host does not run the present lock yet' }
  return { kind: 'no-code', seat, version: entry.version }
}

function isNotInstalled(error: unknown): boolean {
  return isTenonError(error) && (error.code === 'MODULE_NOT_INSTALLED' || error.code === 'TENANT_UNKNOWN')
}
