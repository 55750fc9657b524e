import type { RegistryParts } from '../registry-parts.ts'
import type { WorkParticipant, WorkShare } from '../surface/work-registry.ts'
import { freeDeliveries } from '../tables/delivery-claims.ts'
import { freeTimers } from '../tables/timers.ts'
import { selectWorkers } from '../tables/workers.ts'
import { createDeliveryShare } from './delivery-share.ts'
import { createTimerShare } from './timer-share.ts'
import { createTurnstile } from './turnstile.ts'

/** What the parts of a share work with. */
export type ShareParts = Pick<RegistryParts, 'database' | 'clock' | 'random'> & {
  /** The name it takes things under, announced for as long as this process lives. */
  readonly worker: string
}

/** Announces a worker under a name of its own and listens for work. */
export async function openWorkShare(parts: RegistryParts, { onWork, onLost }: WorkParticipant): Promise<WorkShare> {
  const { database } = parts
  const worker = parts.createId('work')
  const share: ShareParts = { database, clock: parts.clock, random: parts.random, worker }
  const deliveries = createDeliveryShare(share)
  const timers = createTimerShare(share)
  const leave = await database.announce(worker, onLost, () => onWork(null))
  const stop = await database.listen('tenon_event', onWork, () => onWork(null))
  const ignoreLocks = parts.view.onChange(onWork)

  async function free(workers: readonly string[]): Promise<void> {
    await database.transaction(async (session) => {
      for (const name of workers) {
        await freeDeliveries(session, name, name === worker ? deliveries.held() : [])
        await freeTimers(session, name, name === worker ? timers.held() : [])
      }
    })
  }

  // An answer that was lost may have been a yes: then the table says that this worker holds what it does not know of.
  const turnstile = createTurnstile()
  let inDoubt = false
  async function pass<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await turnstile.pass(work)
    } catch (error) {
      inDoubt = true
      throw error
    }
  }

  return {
    takeDeliveries: (options) => pass(() => deliveries.methods.takeDeliveries(options)),
    endDelivery: (delivery, end, onward) => pass(() => deliveries.methods.endDelivery(delivery, end, onward)),
    takeTimers: (limit) => pass(() => timers.methods.takeTimers(limit)),
    endTimer: (timer, end) => pass(() => timers.methods.endTimer(timer, end)),
    async freeLost() {
      const workers = await selectWorkers(database)
      const living = new Set(await database.announced(database, workers))
      const dead = workers.filter((name) => name !== worker && !living.has(name))
      if (dead.length > 0) await free(dead)
      if (!inDoubt) return
      await turnstile.alone(() => free([worker]))
      inDoubt = false
    },
    async close() {
      ignoreLocks()
      await stop()
      await deliveries.giveBack()
      await timers.giveBack()
      await leave()
    },
  }
}
