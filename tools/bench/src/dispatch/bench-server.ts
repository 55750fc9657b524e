import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'

/** A server in a process of its own. */
export interface BenchServer {
  readonly port: number
  /** Processor time the server has used, in microseconds. */
  cpuMicros(): Promise<number>
  stop(): void
}

/** Starts one of the server files beside this one. */
export async function startServer(file: string): Promise<BenchServer> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: process.execArgv })
  const [port] = (await once(child, 'message')) as [number]
  return {
    port,
    async cpuMicros() {
      child.send('cpu')
      return ((await once(child, 'message')) as [number])[0]
    },
    stop: () => child.kill(),
  }
}

/** The other side: serves in the forked process and answers for its processor time. */
export function serveForked(fetch: Parameters<typeof serve>[0]['fetch']): void {
  serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.(port))
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.(user + system)
  })
}
