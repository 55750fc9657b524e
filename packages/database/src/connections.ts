import { Client } from 'pg'
import type { QueryArrayConfig, QueryConfig, QueryResult } from 'pg'
import { runBound } from './bound-query.ts'
import { cancelOnAbort } from './cancel-on-abort.ts'
import { connectErrorOf } from './connect-error.ts'
import { parseDatabaseUrl } from './connection-settings.ts'
import { ConnectionSlots } from './connection-slots.ts'
import type { Slot } from './connection-slots.ts'
import type { SessionIdentity } from './session-identity.ts'

/** A bounded set of connections; every use of one says who it acts as. */
export interface Connections {
  /**
   * Runs one query in a transaction of its own, in one round trip.
   * @param signal - cancels it, also on the server; rejects with the signal's reason
   */
  query(identity: SessionIdentity, config: QueryConfig | QueryArrayConfig, signal?: AbortSignal): Promise<QueryResult>
  /** A connection for the caller alone. `release` gives it back; one that is still inside a transaction is closed instead. */
  acquire(identity: SessionIdentity): Promise<AcquiredConnection>
  close(): Promise<void>
}

/** A connection taken out of the set. */
export interface AcquiredConnection {
  readonly client: Client
  release(failure?: unknown): void
}

/** How many connections, and how long to wait for one. */
export interface ConnectionsOptions {
  readonly url: string
  readonly maxConnections: number
  readonly maxSchemasPerConnection: number
  readonly connectTimeoutMs: number
  readonly applicationName: string
}

const maxLifetimeMs = 1_800_000
const idleMs = 10_000
const controlPlane = 'tenon'

/** Prepares the set. Connects when the first query comes. */
export function createConnections(options: ConnectionsOptions): Connections {
  const { url, maxConnections, maxSchemasPerConnection, connectTimeoutMs, applicationName } = options
  const place = parseDatabaseUrl(url)
  const createClient = () => new Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs, application_name: applicationName, keepAlive: true, pipeline: true })
  const slots = new ConnectionSlots({ createClient, maxConnections, maxSchemasPerConnection, waitMs: connectTimeoutMs, maxLifetimeMs, idleMs })

  function take(schema: string): Promise<Slot> {
    return new Promise((resolve, reject) => {
      slots.take(schema, (error, slot) => {
        if (slot) resolve(slot)
        else reject((connectErrorOf(error, place) ?? error) as Error)
      })
    })
  }

  function takeUnlessAborted(schema: string, signal: AbortSignal): Promise<Slot> {
    return new Promise((resolve, reject) => {
      const onAbort = () => { reject(signal.reason as Error) }
      signal.addEventListener('abort', onAbort, { once: true })
      take(schema).then((slot) => {
        signal.removeEventListener('abort', onAbort)
        if (signal.aborted) slot.release()
        else resolve(slot)
      }, reject)
    })
  }

  function query(identity: SessionIdentity, config: QueryConfig | QueryArrayConfig, signal?: AbortSignal): Promise<QueryResult> {
    if (signal) return cancellable(identity, config, signal)
    return new Promise((resolve, reject) => {
      slots.take(identity.schema ?? controlPlane, (error, slot) => {
        if (slot === null) return reject((connectErrorOf(error, place) ?? error) as Error)
        runBound(slot.client, { identity, config }, (failure, result) => {
          slot.release()
          if (failure) reject(failure)
          else resolve(result)
        })
      })
    })
  }

  async function cancellable(identity: SessionIdentity, config: QueryConfig | QueryArrayConfig, signal: AbortSignal): Promise<QueryResult> {
    signal.throwIfAborted()
    const slot = await takeUnlessAborted(identity.schema ?? controlPlane, signal)
    try {
      return await cancelOnAbort(slot.client, signal, () => new Promise<QueryResult>((resolve, reject) => {
        runBound(slot.client, { identity, config }, (failure, result) => {
          if (failure) reject(failure)
          else resolve(result)
        })
      }))
    } finally {
      slot.release()
    }
  }

  async function acquire(identity: SessionIdentity): Promise<AcquiredConnection> {
    const slot = await take(identity.schema ?? controlPlane)
    if (identity.schema === null) slot.served()
    return { client: slot.client, release: (failure) => { slot.release(failure ?? (slot.client.getTransactionStatus() === 'I' ? undefined : 'in a transaction')) } }
  }

  return { query, acquire, close: () => slots.close() }
}
