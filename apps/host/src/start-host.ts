import type { HostConfig } from './config.ts'
import { loadDemoOnce } from './demo/load-demo-once.ts'
import { createHostLog } from './host-log.ts'
import { listen } from './listen.ts'
import { openHost } from './open-host.ts'

/** A host that serves. */
export interface RunningHost {
  readonly url: string
  /** Finishes what runs, then closes everything in the reverse order of opening. */
  stop(): Promise<void>
}

/**
 * Starts everything; when something does not start, what already runs is closed again before the error leaves.
 * @param tell - one line for people at a time
 */
export async function startHost(config: HostConfig, tell: (line: string) => void): Promise<RunningHost> {
  const closers: (() => Promise<unknown>)[] = []
  const closeAll = async () => {
    for (const close of closers.toReversed()) await close()
  }
  try {
    const listener = await listen(config.port, config.bind)
    closers.push(() => listener.close())
    const log = createHostLog(config.logLevel)
    const { host, registry } = await openHost(config, log, closers)
    if (config.demo) await loadDemoOnce({ registry, fetch: host.fetch, home: config.home, tell })
    const { loaded, refused } = await host.warm()
    for (const version of refused) log.error('a module version is refused', version)
    listener.serve(host)
    log.info('the host serves', { url: listener.url, versions: loaded, refused: refused.length })
    return { url: listener.url, stop: async () => { listener.stopAccepting(); await closeAll() } }
  } catch (error) {
    await closeAll()
    throw error
  }
}
