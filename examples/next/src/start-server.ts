import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Host } from '@tenon/host'
import next from 'next'
import { shareTenonHost } from './tenon-host.ts'

/** Next is CommonJS: Node gives its function itself, its types speak of a namespace around it. */
const createNext = next as unknown as typeof next.default

/** A Next application that answers. */
export interface NextServer {
  readonly port: number
  close(): Promise<void>
}

/**
 * Starts Next with Tenon behind its catch-all route `app/tenon/[...path]/route.ts`. Tenon is opened
 * by the server, not by the route: module versions are loaded by Node itself, not by a bundler.
 */
export async function startServer(host: Host, options: { readonly dev: boolean; readonly port: number }): Promise<NextServer> {
  shareTenonHost(host)
  const app = createNext({ dev: options.dev, dir: fileURLToPath(new URL('..', import.meta.url)), hostname: '127.0.0.1', port: options.port })
  await app.prepare()
  const handle = app.getRequestHandler()
  const server: Server = createServer((request, response) => void handle(request, response))
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    async close() {
      server.close()
      server.closeAllConnections()
      await app.close()
    },
  }
}
