import { setTimeout as delay } from 'node:timers/promises'
import { escapeIdentifier } from 'pg'
import type { Client } from 'pg'
import { defaultProbe, noticeSilence, probeEvery } from './silence-probe.ts'
import type { ProbeOptions } from './silence-probe.ts'

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

/**
 * @param createClient - makes an unconnected client on a connection of its own; a pooler in transaction mode cannot carry LISTEN
 * @param probe - how a connection that went silent is noticed. Default: asked every 2 s, given up after 3 s without an answer
 */
export function createNotificationListener(createClient: () => Client, probe: ProbeOptions = defaultProbe): NotificationListener {
  const duties = createDuties()
  const connection = keepConnected(createClient, duties, probe)
  return {
    async listen(channel, subscription) {
      duties.subscribe(channel, subscription)
      try {
        await connection.run(`listen ${escapeIdentifier(channel)}`)
      } catch (error) {
        duties.unsubscribe(channel, subscription)
        throw error
      }
      return async () => {
        if (duties.unsubscribe(channel, subscription)) await connection.runIfOpen(`unlisten ${escapeIdentifier(channel)}`)
      }
    },
    async keep(state) {
      await connection.run(state.begin)
      duties.states.add(state)
      return async () => {
        if (duties.states.delete(state)) await connection.runIfOpen(state.end)
      }
    },
    close: connection.close,
  }
}

/** A connected client that is asked one thing at a time: it has no queue of its own. */
interface Connected {
  readonly client: Client
  ask(sql: string): Promise<unknown>
}

/** One connection, made when first asked for, and again as often as it breaks while it has duties. */
function keepConnected(createClient: () => Client, duties: Duties, probe: ProbeOptions) {
  const closing = new AbortController()
  let connecting: Promise<Connected> | null = null

  async function connect(): Promise<Connected> {
    const client = createClient()
    client.on('error', () => undefined)
    client.on('notification', ({ channel, payload }) => duties.hear(channel, payload ?? ''))
    const ended = new Promise<void>((resolve) => client.once('end', resolve))
    await client.connect()
    const connected = { client, ask: oneAtATime(client) }
    void ended.then(probeEvery(connected, probe))
    try {
      await connected.ask(noticeSilence)
      await duties.begin(connected.ask)
    } catch (error) {
      await client.end()
      throw error
    }
    // Only from here on: until now whoever connects hears of what happens.
    void ended.then(reconnectUnlessClosing)
    return connected
  }

  function reconnectUnlessClosing(): void {
    if (closing.signal.aborted) return
    duties.lost()
    connecting = duties.isEmpty() ? null : reconnect()
  }

  async function reconnect(): Promise<Connected> {
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 2, longestRetryMs)) {
      await delay(retryMs, undefined, { signal: closing.signal, ref: false })
      const connected = await connect().catch(() => null)
      if (connected === null) continue
      duties.back()
      return connected
    }
  }

  async function run(sql: string): Promise<void> {
    connecting ??= connect().catch((error: unknown) => {
      connecting = null
      throw error
    })
    await (await connecting).ask(sql)
  }

  return {
    run,
    /** What ends a duty: nothing is left to end once the connection closes. */
    async runIfOpen(sql: string): Promise<void> {
      if (!closing.signal.aborted) await run(sql).catch(() => undefined)
    },
    async close(): Promise<void> {
      closing.abort()
      const connected = await connecting?.catch(() => null)
      await connected?.client.end()
    },
  }
}

function oneAtATime(client: Client): Connected['ask'] {
  let latest: Promise<unknown> = Promise.resolve()
  return (sql) => {
    const turn = latest.then(() => client.query(sql))
    latest = turn.catch(() => undefined)
    return turn
  }
}

type Duties = ReturnType<typeof createDuties>

/** What the connection is for: brought about on every new one, and told when one is gone. */
function createDuties() {
  const subscriptions = new Map<string, Set<Subscription>>()
  const states = new Set<SessionState>()
  return {
    states,
    isEmpty: () => subscriptions.size + states.size === 0,
    subscribe: (channel: string, subscription: Subscription) => void subscriptions.set(channel, (subscriptions.get(channel) ?? new Set()).add(subscription)),
    /** True when nobody is left on the channel. */
    unsubscribe(channel: string, subscription: Subscription): boolean {
      const others = subscriptions.get(channel)
      if (!others?.delete(subscription) || others.size > 0) return false
      return subscriptions.delete(channel)
    },
    hear: (channel: string, payload: string) => subscriptions.get(channel)?.forEach(({ onMessage }) => onMessage(payload)),
    lost: () => states.forEach(({ onLost }) => onLost()),
    back() {
      states.forEach(({ onBack }) => onBack())
      for (const subscription of [...subscriptions.values()].flatMap((set) => [...set])) subscription.onGap()
    },
    async begin(ask: Connected['ask']): Promise<void> {
      for (const channel of subscriptions.keys()) await ask(`listen ${escapeIdentifier(channel)}`)
      for (const { begin } of states) await ask(begin)
    },
  }
}
