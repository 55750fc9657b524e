import { setTimeout as delay } from 'node:timers/promises'
import { escapeIdentifier } from 'pg'
import type { Client } from 'pg'

/** What to do with one channel's messages. */
export interface Subscription {
  readonly onMessage: (payload: string) => void
  /** Called after a reconnect, when messages may have been missed. */
  readonly onGap: () => void
}

/** What holds on the connection's session from the moment it is made, also after it came back. */
export interface SessionState {
  /** One statement that brings it about; running it on a new session must be enough. */
  readonly begin: string
  /** One statement that ends it on the living session. */
  readonly end: string
  /** Called when the session is gone, and with it the state. */
  readonly onLost: () => void
  /** Called when another session has it again. */
  readonly onBack: () => void
}

/** One connection that listens to any number of channels and comes back by itself when it breaks. */
export interface NotificationListener {
  /** Resolves once the state holds, to what ends it. */
  keep(state: SessionState): Promise<() => Promise<void>>
  /** Resolves once the server confirmed that it listens, to what stops it. */
  listen(channel: string, subscription: Subscription): Promise<() => Promise<void>>
  close(): Promise<void>
}

const firstRetryMs = 50
const longestRetryMs = 5_000

/** @param createClient - makes an unconnected client on a connection of its own; a pooler in transaction mode cannot carry LISTEN */
export function createNotificationListener(createClient: () => Client): NotificationListener {
  const subscriptions = new Map<string, Set<Subscription>>()
  const states = new Set<SessionState>()
  const closing = new AbortController()
  let connecting: Promise<Client> | null = null

  async function connect(): Promise<Client> {
    const client = createClient()
    await client.connect()
    client.on('notification', ({ channel, payload }) => {
      for (const subscription of subscriptions.get(channel) ?? []) subscription.onMessage(payload ?? '')
    })
    client.on('error', () => undefined)
    client.once('end', () => {
      if (closing.signal.aborted) return
      for (const state of states) state.onLost()
      connecting = subscriptions.size + states.size === 0 ? null : reconnect()
    })
    for (const channel of subscriptions.keys()) await client.query(`listen ${escapeIdentifier(channel)}`)
    for (const state of states) await client.query(state.begin)
    return client
  }

  async function reconnect(): Promise<Client> {
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 2, longestRetryMs)) {
      await delay(retryMs, undefined, { signal: closing.signal, ref: false })
      const client = await connect().catch(() => null)
      if (client === null) continue
      for (const state of states) state.onBack()
      for (const subscription of [...subscriptions.values()].flatMap((set) => [...set])) subscription.onGap()
      return client
    }
  }

  async function run(sql: string): Promise<void> {
    connecting ??= connect().catch((error: unknown) => {
      connecting = null
      throw error
    })
    const client = await connecting
    await client.query(sql)
  }

  async function stop(channel: string, subscription: Subscription): Promise<void> {
    const others = subscriptions.get(channel)
    if (!others?.delete(subscription) || others.size > 0) return
    subscriptions.delete(channel)
    if (!closing.signal.aborted) await run(`unlisten ${escapeIdentifier(channel)}`).catch(() => undefined)
  }

  return {
    async listen(channel, subscription) {
      const channelSubscriptions = subscriptions.get(channel) ?? new Set()
      subscriptions.set(channel, channelSubscriptions.add(subscription))
      try {
        await run(`listen ${escapeIdentifier(channel)}`)
      } catch (error) {
        channelSubscriptions.delete(subscription)
        throw error
      }
      return () => stop(channel, subscription)
    },
    async keep(state) {
      await run(state.begin)
      states.add(state)
      return async () => {
        if (states.delete(state) && !closing.signal.aborted) await run(state.end).catch(() => undefined)
      }
    },
    async close() {
      closing.abort()
      const client = await connecting?.catch(() => null)
      await client?.end()
    },
  }
}
