import type { DeliveryEnd, TakenDelivery, WorkShare } from '@tenon/registry'
import type { WorkOptions } from '../work/work-options.ts'

/** Events one ride hands on of one key before others have their turn. */
const eventsPerRide = 20

/** What a relay works with. */
export interface EventRelayParts {
  readonly share: WorkShare
  readonly deliver: (delivery: TakenDelivery, lost: AbortSignal) => Promise<DeliveryEnd>
  readonly limits: Required<Pick<WorkOptions, 'eventsAtOnce' | 'eventsAtOncePerTenant'>>
  /** Asks for another look. */
  readonly wake: (tenantId: string | null) => void
  readonly onError: (error: unknown) => void
  /** Aborted: what runs is ended, nothing further is taken. */
  readonly closing: AbortSignal
  /** A signal that aborts when what is taken from now on may be run by others. */
  readonly lostSignal: () => AbortSignal
}

/** Takes events and hands them to their handlers, key by key in order. */
export interface EventRelay {
  /** Takes what is due, as far as there is room. @returns whether to look again soon, because an event is not settled */
  look(tenantId: string | null): Promise<'soon' | 'later'>
  /** Resolves when nothing runs. */
  idle(): Promise<void>
}

/** One key of one tenant and subscriber that is being worked off. */
interface Ride {
  readonly tenantId: string
  /** What to look at when it is over: a look that came by meanwhile may have left something because of it. */
  again: 'nothing' | 'tenant' | 'everything'
}

/** A relay with nothing under way. */
export function createEventRelay({ share, deliver, limits, wake, onError, closing, lostSignal }: EventRelayParts): EventRelay {
  const rides = new Map<Ride, Promise<void>>()

  async function look(tenantId: string | null): Promise<'soon' | 'later'> {
    const limit = limits.eventsAtOnce - rides.size
    for (const ride of rides.keys()) if (tenantId === null || ride.tenantId === tenantId) noteLeft(ride, limit <= 0)
    if (limit <= 0) return 'later'
    const { taken, unsettled } = await share.takeDeliveries({ limit, perTenant: limits.eventsAtOncePerTenant, tenantId })
    for (const delivery of taken) start(delivery)
    const counts = Map.groupBy(rides.keys(), (ride) => ride.tenantId)
    for (const ride of rides.keys()) if (taken.length >= limit || (counts.get(ride.tenantId)?.length ?? 0) >= limits.eventsAtOncePerTenant) noteLeft(ride, taken.length >= limit)
    return unsettled ? 'soon' : 'later'
  }

  function noteLeft(ride: Ride, isFull: boolean): void {
    ride.again = isFull || ride.again === 'everything' ? 'everything' : 'tenant'
  }

  function start(first: TakenDelivery): void {
    const ride: Ride = { tenantId: first.tenantId, again: 'nothing' }
    rides.set(ride, run(ride, first))
  }

  async function run(ride: Ride, first: TakenDelivery): Promise<void> {
    const lost = lostSignal()
    let isOver = false
    try {
      let delivery: TakenDelivery | null = first
      for (let count = 1; delivery !== null; count += 1) {
        const end: DeliveryEnd = await deliver(delivery, lost)
        isOver = end.kind === 'handled' || end.kind === 'skipped'
        const isLast = count >= eventsPerRide || closing.aborted || lost.aborted || !isOver
        delivery = await share.endDelivery(delivery, end, isLast ? 'stop' : 'onward')
        if (count === eventsPerRide) noteLeft(ride, false)
      }
    } catch (error) {
      onError(error)
    } finally {
      rides.delete(ride)
      // What was given back would come back at once; it waits for the next look by time.
      if (isOver && ride.again !== 'nothing') wake(ride.again === 'everything' ? null : ride.tenantId)
    }
  }

  return {
    look,
    async idle() {
      await Promise.all(rides.values())
    },
  }
}
