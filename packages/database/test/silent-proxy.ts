import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A way to a server that can be cut without a word, as when a network goes. */
export interface SilentProxy {
  readonly url: string
  /** From now on nothing passes on the connections there are, and nobody is told. New ones pass. */
  fallSilent(): void
  close(): Promise<void>
}

/** Passes bytes between whoever connects and the PostgreSQL at `url`. */
export async function openSilentProxy(url: string): Promise<SilentProxy> {
  const target = new URL(url)
  const pairs = new Set<readonly Socket[]>()
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname)
    const pair = [near, far]
    pairs.add(pair)
    near.pipe(far)
    far.pipe(near)
    for (const socket of pair) socket.on('error', () => undefined)
    for (const socket of pair) socket.on('close', () => { if (pairs.delete(pair)) pair.forEach((other) => other.destroy()) })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const near = new URL(url)
  near.hostname = '127.0.0.1'
  near.port = String((server.address() as AddressInfo).port)
  const silent = new Set<Socket>()
  return {
    url: near.href,
    fallSilent() {
      for (const pair of pairs) {
        pairs.delete(pair)
        for (const socket of pair) {
          silent.add(socket)
          socket.unpipe()
          socket.pause()
        }
      }
    },
    async close() {
      for (const socket of [...silent, ...[...pairs].flat()]) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
