import { once } from 'node:events'
import type { Server } from 'node:http'
import { Server as SocketServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import type { Host } from '@tenon/host'
import { problemResponse } from '@tenon/module-sdk/http'
import { hostErrors } from '@tenon/host'
import { socketOf } from './supervised/inherited-socket.ts'
import type { InheritedSocket } from './supervised/inherited-socket.ts'

/** Where to listen. */
export type ListenPlace =
  | { readonly kind: 'port'; readonly port: number; readonly bind: string }
  /** A socket that another process took; `bind` is only for the address that people see. */
  | { readonly kind: 'inherited'; readonly socket: InheritedSocket; readonly bind: string }

/** A socket that listens before there is a host to answer. */
export interface Listener {
  /** `http://127.0.0.1:4000` */
  readonly url: string
  /** What another process needs to go on listening. */
  readonly socket: InheritedSocket
  /** From now on this host answers. */
  serve(host: Host): void
  /** Takes no new connections and ends idle ones. */
  stopAccepting(): void
  /**
   * Takes no new connections, and ends each open one with its next answer, so that no request on its way
   * here meets a closed connection. Resolves when none is left, at the latest after `budgetMs`.
   */
  drain(budgetMs: number): Promise<void>
  /** Ends every connection. */
  close(): Promise<void>
}

/**
 * Takes the port first, so that one in use is found before a database is started. Until a host is
 * there, every request is told to wait.
 */
export async function listen(place: ListenPlace): Promise<Listener> {
  let answer: Host['fetch'] = () => problemResponse(hostErrors.HOST_NOT_READY({ reason: 'it is starting' }).problem, 503)
  const server = createAdaptorServer({ fetch: (request, platform) => answer(request, platform) }) as Server
  if (place.kind === 'port') server.listen(place.port, place.bind)
  else server.listen(place.socket)
  await once(server, 'listening')
  return {
    url: urlOf(server, place.bind),
    socket: socketOf(server),
    serve: (host) => void (answer = host.fetch),
    stopAccepting() {
      server.close()
      server.closeIdleConnections()
    },
    drain: (budgetMs) => drain(server, budgetMs),
    async close() {
      const closed = server.listening ? once(server, 'close') : Promise.resolve()
      if (server.listening) server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function drain(server: Server, budgetMs: number): Promise<void> {
  server.prependListener('request', (_request, response) => void response.setHeader('connection', 'close'))
  const closed = once(server, 'close')
  // Not the method of the HTTP server: it would end idle connections at once, with requests on their way.
  SocketServer.prototype.close.call(server)
  await Promise.race([closed, delay(budgetMs, undefined, { ref: false })])
}

function urlOf(server: Server, bind: string): string {
  const address = server.address()
  const name = bind.includes(':') ? `[${bind}]` : bind
  return `http://${name}:${typeof address === 'object' && address !== null ? address.port : 0}`
}
