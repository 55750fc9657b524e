import type { SqlDatabase } from '@tenon/model'
import type { CutoverParticipants } from '../operation/cutover-participants.ts'
import type { RunningView } from '../running/running-view.ts'
import type { KnownHost } from '../surface/host-registry.ts'
import { holdChannel } from '../tables/holds.ts'
import { deleteHost, upsertHost } from '../tables/hosts.ts'
import { followHolds } from './follow-holds.ts'
import type { HoldFollower } from './follow-holds.ts'

const retryMs = 200

/** What a presence works with. */
export interface OpenPresenceOptions {
  readonly database: SqlDatabase
  readonly cutovers: CutoverParticipants
  readonly view: RunningView
  readonly host: Omit<KnownHost, 'isAnnounced'>
  /** True for an operation of this process, whose calls are held without going through the database. */
  readonly isOwn: (operationId: string) => boolean
}

/**
 * Makes this process known as a host: from now on no move of a module that calls may be running begins before this
 * host has closed its lanes. The order is the point: announced first, then registered, then every hold there is
 * joined, then the view read. A mover writes its hold before it reads who serves; so either it sees this host, or
 * this host sees its hold, or the hold was over before and the view shows what came of it.
 *
 * When the connection that announces it breaks, it holds all calls until the same four are done again.
 * @returns a function that ends it; nothing may be served any more by then
 */
export async function openPresence(options: OpenPresenceOptions): Promise<() => Promise<void>> {
  const { database, host, cutovers } = options
  const follower = followHolds({ ...options, hostId: host.id })
  const detachment = createDetachment(() => cutovers.suspend(), () => catchUp(options, follower))
  const stopListening = await database.listen(holdChannel, () => void follower.look().catch(() => undefined), () => undefined)
  const endAnnouncement = await database.announce(host.id, detachment.lost, detachment.back)
  await catchUp(options, follower)
  return async () => {
    detachment.close()
    await deleteHost(database, host.id).catch(() => undefined)
    await endAnnouncement()
    await stopListening()
    await follower.close()
  }
}

async function catchUp({ database, host, view }: OpenPresenceOptions, follower: HoldFollower): Promise<void> {
  await upsertHost(database, host)
  await follower.look()
  await view.refresh(null)
}

/** Suspends at once when the connection is lost, and resumes when it is back and `catchUp` has succeeded since the last loss. */
function createDetachment(suspend: () => () => void, catchUp: () => Promise<void>) {
  let losses = 0
  let resume: (() => void) | null = null
  let isClosed = false

  async function resumeAfter(loss: number): Promise<void> {
    const hasCaughtUp = await catchUp().then(() => true, () => false)
    if (isClosed || loss !== losses) return
    if (!hasCaughtUp) {
      setTimeout(() => void resumeAfter(loss), retryMs).unref()
      return
    }
    resume?.()
    resume = null
  }

  return {
    lost() {
      losses += 1
      resume ??= suspend()
    },
    back: () => void resumeAfter(losses),
    close: () => { isClosed = true },
  }
}
