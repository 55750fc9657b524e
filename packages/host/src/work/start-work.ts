import type { Clock } from '@tenon/model'
import type { ModuleLog } from '@tenon/module-sdk'
import type { ModuleRegistry } from '@tenon/registry'
import type { VersionCalls } from '../dispatch/version-calls.ts'
import { deliverEvent } from '../events/deliver-event.ts'
import { createEventRelay } from '../events/event-relay.ts'
import { runTimer } from '../timers/run-timer.ts'
import { createTimerRuns } from '../timers/timer-runs.ts'
import { startLookOut } from './look-out.ts'
import type { LookOut } from './look-out.ts'
import type { WorkOptions } from './work-options.ts'

/** An event that may have one before it, of a transaction that has not ended, is looked at again after this time. */
const unsettledMs = 25
const hourMs = 3_600_000

/** What events and timers are run with. */
export interface StartWorkParts {
  readonly registry: Pick<ModuleRegistry, 'joinWork' | 'purgeEvents' | 'getLock'>
  readonly calls: VersionCalls
  readonly clock: Clock
  readonly log: ModuleLog
  readonly limits: Required<WorkOptions>
  /** Aborted when the host takes nothing more. */
  readonly closing: AbortSignal
}

/** Events and timers under way. */
export interface RunningWork {
  /** Resolves when nothing runs and nothing will. Call it after `closing` was aborted. */
  ended(): Promise<void>
  /** Gives back what has not ended and leaves. */
  close(): Promise<void>
}

/** Takes this process's share in the events and timers of all tenants until `closing` aborts. */
export async function startWork({ registry, calls, clock, log, limits, closing }: StartWorkParts): Promise<RunningWork> {
  const lost = createLostSignal()
  const onError = (error: unknown) => log.error('events or timers could not be worked on', { error })
  let lookOut: LookOut | null = null
  const wake = (tenantId: string | null) => lookOut?.wake(tenantId)
  const share = await registry.joinWork({ onWork: wake, onLost: lost.renew })
  const events = createEventRelay({
    share, limits, wake, onError, closing,
    lostSignal: lost.signal, deliver: (delivery, signal) => deliverEvent(delivery, { registry, calls, lost: signal }),
  })
  const timers = createTimerRuns({ share, wake, onError, timersAtOnce: limits.timersAtOnce, run: (timer) => runTimer(timer, { registry, calls, lost: lost.signal() }) })
  let nextPurge = clock.now() + hourMs

  async function purgeNowAndThen(): Promise<void> {
    if (clock.now() < nextPurge) return
    nextPurge = clock.now() + hourMs
    const purged = await registry.purgeEvents(limits.keepEventsMs)
    if (purged.events + purged.deliveries > 0) log.info('events past their time were removed', { ...purged })
  }

  async function look(tenantId: string | null): Promise<void> {
    if (closing.aborted) return
    try {
      if (tenantId === null) await share.freeLost()
      if (await events.look(tenantId) === 'soon') setTimeout(() => wake(tenantId), unsettledMs).unref()
      if (tenantId !== null) return
      await timers.look()
      await purgeNowAndThen()
    } catch (error) {
      onError(error)
    }
  }

  lookOut = startLookOut(look, limits.lookEveryMs)
  return {
    async ended() {
      await lookOut?.stop()
      await Promise.all([events.idle(), timers.idle()])
    },
    close: () => share.close(),
  }
}

/** Aborts what runs when the process's name is lost; what begins afterwards has a signal of its own. */
function createLostSignal() {
  let controller = new AbortController()
  return {
    signal: () => controller.signal,
    renew() {
      controller.abort()
      controller = new AbortController()
    },
  }
}
