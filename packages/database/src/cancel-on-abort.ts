import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from 'pg'

/** What a connection needs to be cancelled from outside; pg keeps it and does not type it. */
interface CancelKey {
  readonly host: string
  readonly port: number
  readonly processID: number
  readonly secretKey: number
}

/** CancelRequest: https://www.postgresql.org/docs/18/protocol-message-formats.html */
const cancelCode = 80_877_102

/** A request that meets the server between two messages of one query is lost: it is sent again until the work has ended. */
const firstRetryMs = 20
const longestRetryMs = 1_000

/**
 * Runs `work` on a connection and, when the signal aborts meanwhile, has the server cancel it. The
 * connection stays usable: nothing returns before the cancellation has arrived, so that it can never
 * hit who comes next.
 * @throws the signal's reason when the work was cancelled
 */
export async function cancelOnAbort<Result>(client: Client, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  signal.throwIfAborted()
  const ended = new AbortController()
  let cancelling: Promise<void> | null = null
  const onAbort = () => { cancelling = cancelUntil(client as unknown as CancelKey, ended.signal) }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await work()
  } catch (error) {
    if (signal.aborted && (error as { readonly code?: string }).code === '57014') throw signal.reason
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
    ended.abort()
    if (cancelling) await settle(client, cancelling)
  }
}

async function cancelUntil(key: CancelKey, ended: AbortSignal): Promise<void> {
  for (let pauseMs = firstRetryMs; !ended.aborted; pauseMs = Math.min(pauseMs * 2, longestRetryMs)) {
    await sendCancel(key)
    await delay(pauseMs, undefined, { signal: ended }).catch(() => undefined)
  }
}

/** The server closes the connection of a cancel request once it has passed it on; a request that cannot be sent cancels nothing. */
function sendCancel({ host, port, processID, secretKey }: CancelKey): Promise<void> {
  return new Promise((resolve) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    const message = Buffer.alloc(16)
    message.writeInt32BE(16, 0)
    message.writeInt32BE(cancelCode, 4)
    message.writeInt32BE(processID, 8)
    message.writeInt32BE(secretKey, 12)
    socket.on('error', () => undefined)
    socket.on('close', () => { resolve() })
    socket.end(message)
    socket.resume()
  })
}

/** A cancellation that came late meets this empty statement instead of the next caller's. */
async function settle(client: Client, cancelling: Promise<void>): Promise<void> {
  await cancelling
  await client.query('').catch(() => undefined)
}
