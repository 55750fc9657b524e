import { once } from 'node:events'
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Host } from '@tenon/host'
import { problemResponse } from '@tenon/module-sdk/http'
import { hostErrors } from '@tenon/host'

/** A socket that listens before there is a host to answer. */
export interface Listener {
  /** `http://127.0.0.1:4000` */
  readonly url: string
  /** From now on this host answers. */
  serve(host: Host): void
  /** Takes no new connections and ends idle ones. */
  stopAccepting(): void
  /** Ends every connection. */
  close(): Promise<void>
}

/**
 * Takes the port first, so that one in use is found before a database is started. Until a host is
 * there, every request is told to wait.
 */
export async function listen(port: number, bind: string): Promise<Listener> {
  let answer: Host['fetch'] = () => problemResponse(hostErrors.HOST_NOT_READY({ reason: 'it is starting' }).problem, 503)
  const server = createAdaptorServer({ fetch: (request, platform) => answer(request, platform) }) as Server
  server.listen(port, bind)
  await once(server, 'listening')
  const address = server.address()
  const name = bind.includes(':') ? `[${bind}]` : bind
  return {
    url: `http://${name}:${typeof address === 'object' && address !== null ? address.port : port}`,
    serve: (host) => void (answer = host.fetch),
    stopAccepting() {
      server.close()
      server.closeIdleConnections()
    },
    async close() {
      const closed = server.listening ? once(server, 'close') : Promise.resolve()
      if (server.listening) server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
