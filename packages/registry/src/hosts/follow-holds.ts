import type { SqlDatabase } from '@tenon/model'
import type { CutoverParticipants } from '../operation/cutover-participants.ts'
import { problemOf } from '../operation/problem-of.ts'
import type { RunningView } from '../running/running-view.ts'
import { deleteDeadHolds, insertHoldAnswer, selectHolds } from '../tables/holds.ts'
import type { Hold } from '../tables/holds.ts'

/** How often a host that holds calls looks whether the mover is still there. */
const lookEveryMs = 250

/** Takes part in the holds of movers in other processes. */
export interface HoldFollower {
  /** Joins every hold there is and lets go of those that are over. Resolves once new ones are joined: their lanes take no new calls. */
  look(): Promise<void>
  close(): Promise<void>
}

/** What a follower works with. */
export interface FollowHoldsOptions {
  readonly database: SqlDatabase
  readonly cutovers: CutoverParticipants
  readonly view: Pick<RunningView, 'refresh'>
  readonly hostId: string
  /** Operations of this process: their calls are held without going through the database. */
  readonly isOwn: (operationId: string) => boolean
}

/** A hold this process takes part in. */
interface JoinedHold {
  readonly tenantId: string
  /** Resolves to what releases it. */
  readonly held: Promise<() => void>
}

/**
 * Holds when a mover asks, answers once its calls have ended, and opens again only after the view holds what the
 * database said when the hold was over: the new lock after a commit, the old one after a failure or a crash.
 */
export function followHolds(options: FollowHoldsOptions): HoldFollower {
  const { database, view } = options
  const joined = new Map<string, JoinedHold>()
  const leaving = new Set<Promise<void>>()
  const closing = new AbortController()
  let latest: Promise<void> = Promise.resolve()
  let isWaiting = false
  let timer: NodeJS.Timeout | null = null

  /** One look at a time; those asked for meanwhile are one. */
  function look(): Promise<void> {
    if (isWaiting) return latest
    isWaiting = true
    latest = latest.catch(() => undefined).then(() => {
      isWaiting = false
      return lookOnce()
    })
    return latest
  }

  async function lookOnce(): Promise<void> {
    const holds = await selectHolds(database)
    for (const hold of holds) if (!joined.has(hold.operationId) && !options.isOwn(hold.operationId)) joined.set(hold.operationId, joinHold(options, hold))
    for (const [operationId, hold] of joined) if (!holds.some((other) => other.operationId === operationId)) leave(operationId, hold)
    watch()
  }

  function leave(operationId: string, { tenantId, held }: JoinedHold): void {
    joined.delete(operationId)
    const left: Promise<void> = letGo(tenantId, held).finally(() => leaving.delete(left))
    leaving.add(left)
  }

  async function letGo(tenantId: string, held: JoinedHold['held']): Promise<void> {
    while (!closing.signal.aborted && !(await view.refresh([tenantId]).then(() => true, () => false))) await pause()
    const release = await held
    release()
  }

  /** While calls are held the mover may die without a word. */
  function watch(): void {
    if (timer !== null || joined.size === 0 || closing.signal.aborted) return
    timer = setTimeout(() => {
      timer = null
      deleteDeadHolds(database).then(look).catch(() => undefined).finally(watch)
    }, lookEveryMs)
    timer.unref()
  }

  return {
    look,
    async close() {
      closing.abort()
      if (timer !== null) clearTimeout(timer)
      await latest.catch(() => undefined)
      for (const { held } of joined.values()) (await held)()
      await Promise.all(leaving)
    },
  }
}

/** Closes the lanes before it returns; the answer follows. */
function joinHold({ database, cutovers, hostId }: FollowHoldsOptions, hold: Hold): JoinedHold {
  const answer = (problem: Parameters<typeof insertHoldAnswer>[2]['problem']) => insertHoldAnswer(database, hold.operationId, { hostId, problem }).catch(() => undefined)
  const held = cutovers.hold({ ...hold, budgetMs: hold.leftMs }).then(
    async (release) => {
      await answer(null)
      return release
    },
    async (error: unknown) => {
      await answer(problemOf(hold.tenantId, error))
      return () => undefined
    },
  )
  return { tenantId: hold.tenantId, held }
}

function pause(): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, lookEveryMs).unref() })
}
