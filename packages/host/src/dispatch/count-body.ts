import type { Verdict } from './guard/create-guard.ts'
import type { Platform } from './label-response.ts'
import type { LastingSeat } from './work.ts'

/** Whose body it is. */
export interface CountBodyParts {
  readonly seat: LastingSeat
  /** What the head of the answer says of the version. */
  readonly verdict: Verdict
  readonly platform: Platform | undefined
  /** True when whoever asked has gone away. */
  readonly isGone: () => boolean
}

/**
 * Keeps the seat of a call until the body of its answer has ended, was cancelled or failed, so that a cut-over waits for
 * it. It is read one piece ahead: a body that is there as a whole leaves the seat without anybody reading it.
 * @returns the same answer with a body that is counted; null when there is nothing to wait for
 */
export function countBody(response: Response, parts: CountBodyParts): Response | null {
  const body = streamOf(response)
  if (body === null) return null
  return new Response(counted(body, parts), response)
}

/**
 * The body of an answer, unless it is there as a whole. `@hono/node-server` puts its own class in the place of
 * `Response`, which keeps what it was made of and makes a stream of it only when asked for: asking would cost every
 * request more than all the rest of its dispatch, so we look at what it keeps. Any other `Response` tells nothing
 * of where its stream comes from.
 */
function streamOf(response: Response): ReadableStream<Uint8Array> | null {
  const kept = keptBody(response)
  if (kept === undefined) return response.body
  return kept instanceof ReadableStream ? (kept as ReadableStream<Uint8Array>) : null
}

let keptKey: symbol | null = null

/** What node-server's `Response` was made of: `[status, body, headers]` under a symbol of its own. Undefined: it is another `Response`. */
function keptBody(response: Response): unknown {
  keptKey ??= Object.getOwnPropertySymbols(response).find(({ description }) => description === 'cache') ?? null
  if (keptKey === null || !(keptKey in response)) return undefined
  const kept: unknown = Reflect.get(response, keptKey)
  return Array.isArray(kept) && kept.length > 1 ? (kept[1] as unknown) : undefined
}

function counted(body: ReadableStream<Uint8Array>, { seat, verdict, platform, isGone }: CountBodyParts): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const cancel = async (reason: unknown): Promise<void> => {
    await reader.cancel(reason).catch(() => undefined)
    seat.leave(verdict)
  }
  const readAhead = () => {
    const read = reader.read()
    read.then(({ done }) => { if (done) seat.leave(verdict) }, () => seat.leave(isGone() ? verdict : 'failed'))
    return read
  }
  let next = readAhead()
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      seat.stay((error) => {
        controller.error(error)
        void cancel(error)
      })
    },
    async pull(controller) {
      const { done, value } = await next
      if (done) return controller.close()
      controller.enqueue(value)
      next = readAhead()
    },
    cancel,
  })
  // A server whose client went away before the first piece may never ask for it.
  platform?.outgoing?.once?.('close', () => void cancel(undefined))
  return stream
}
