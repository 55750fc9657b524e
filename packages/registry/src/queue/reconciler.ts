import type { WakeUps } from '@tenon/model'
import type { RegistryParts } from '../registry-parts.ts'
import { nowOf } from '../registry-parts.ts'
import type { PlanRegistry } from '../surface/plan-registry.ts'
import { claimApplication, releaseApplications } from '../tables/applications.ts'
import { selectHosts } from '../tables/hosts.ts'
import { applyWork } from './enqueue.ts'
import { runApplication } from './run-application.ts'

/** Applies what waits, as long as it is open. */
export interface Reconciler {
  /** Takes up everything that is due, one at a time for each tenant. Resolves once nothing is left for this host. */
  pass(): Promise<void>
  /** Takes up nothing more, and waits for what it has. */
  close(): Promise<void>
}

/** What a reconciler works with. */
export interface OpenReconcilerOptions {
  readonly hostId: string
  readonly start: PlanRegistry['start']
  readonly wakeUps: WakeUps | null
  /** Applications at once in this process. */
  readonly atOnce: number
}

/**
 * A reconciler of one host. Any number of hosts may run one over the same queue: a row is taken up by one of them, a
 * tenant's applications follow one another, and the tenant's lock, not the queue, is what keeps moves apart.
 */
export async function openReconciler(parts: RegistryParts, { hostId, start, wakeUps, atOnce }: OpenReconcilerOptions): Promise<Reconciler> {
  const { database } = parts
  let isClosing = false
  let running = new Set<Promise<void>>()

  async function takeUp(): Promise<boolean> {
    const application = isClosing ? undefined : await claimApplication(database, hostId, nowOf(parts))
    if (application === undefined) return false
    const again = await runApplication(parts, start, application)
    if (again !== null) await wakeUps?.wake(database, { name: applyWork, key: application.tenantId, at: again }).catch(() => undefined)
    return true
  }

  async function takeUpAll(): Promise<void> {
    while (await takeUp()) continue
  }

  async function pass(): Promise<void> {
    await releaseApplications(database, (await selectHosts(database)).map(({ id }) => id))
    await Promise.all(Array.from({ length: atOnce }, takeUpAll))
  }

  function passTracked(): Promise<void> {
    const work: Promise<void> = pass().finally(() => running.delete(work))
    running.add(work)
    return work
  }

  const stopWaking = await wakeUps?.onWake(applyWork, passTracked)
  return {
    pass: passTracked,
    async close() {
      isClosing = true
      await stopWaking?.()
      await Promise.allSettled(running)
      running = new Set()
    },
  }
}
