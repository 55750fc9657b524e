import type { ModuleLog } from '@tenon/module-sdk'
import type { Host, WarmReport } from '@tenon/host'
import type { HostConfig } from './config.ts'
import { loadDemoOnce } from './demo/load-demo-once.ts'
import { createHostLog } from './host-log.ts'
import { listen } from './listen.ts'
import type { Listener, ListenPlace } from './listen.ts'
import { openHost } from './open-host.ts'
import type { OpenHost } from './open-host.ts'
import type { SupervisorLink } from './supervised/supervisor-link.ts'

/** A host that serves. */
export interface RunningHost {
  readonly url: string
  readonly host: Host
  readonly log: ModuleLog
  /** Finishes what runs, then closes everything in the reverse order of opening. */
  stop(): Promise<void>
  /** Lets another host, which serves the same port already, take over: no request is lost. Then as `stop`. */
  retire(): Promise<void>
}

/** What a host is started with. */
export interface StartHostOptions {
  readonly link: SupervisorLink
  /** One line for people at a time. */
  readonly tell: (line: string) => void
}

/** How long clients get to notice that their connection ends. Longer than the 5 s that a server keeps an idle one. */
const drainBudgetMs = 10_000

/** Starts everything; when something does not start, what already runs is closed again before the error leaves. */
export async function startHost(config: HostConfig, options: StartHostOptions): Promise<RunningHost> {
  const closers: (() => Promise<unknown>)[] = []
  const closeAll = async () => {
    for (const close of closers.toReversed()) await close()
  }
  try {
    const log = createHostLog(config.logLevel)
    const { listener, host } = await (options.link.inherited === null ? startFirst : startNext)(config, { ...options, log, closers })
    return {
      url: listener.url, host, log,
      stop: async () => { listener.stopAccepting(); await closeAll() },
      retire: async () => { await listener.drain(drainBudgetMs); await closeAll() },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

interface Start extends StartHostOptions {
  readonly log: ModuleLog
  readonly closers: (() => Promise<unknown>)[]
}

/** A host behind its socket. */
interface Serving {
  readonly listener: Listener
  readonly host: Host
}

/** Takes the port, answers 503 until the host is warm, and hands the socket to the supervisor. */
async function startFirst(config: HostConfig, start: Start): Promise<Serving> {
  const listener = await listenAt({ kind: 'port', port: config.port, bind: config.bind }, start)
  start.link.send({ kind: 'listening' }, listener.socket)
  const { host, registry } = await openHost(config, start)
  if (config.demo) await loadDemoOnce({ registry, fetch: host.fetch, home: config.home, tell: start.tell })
  await warm(host, start.log)
  return serve(listener, host, start)
}

/** Warms the host, and only then takes connections from the socket that others serve meanwhile. */
async function startNext(config: HostConfig, start: Start): Promise<Serving> {
  const { inherited } = start.link
  const { host } = await openHost(config, start)
  await warm(host, start.log)
  const listener = await listenAt(inherited === null ? { kind: 'port', ...config } : { kind: 'inherited', socket: inherited, bind: config.bind }, start)
  return serve(listener, host, start)
}

async function listenAt(place: ListenPlace, { closers }: Start): Promise<Listener> {
  const listener = await listen(place)
  closers.push(() => listener.close())
  return listener
}

/** Events and timers begin here and need no connection: while a host takes over from another, both share them. */
async function warm(host: OpenHost['host'], log: ModuleLog): Promise<WarmReport> {
  const report = await host.warm()
  await host.start()
  for (const version of report.refused) log.error('a module version is refused', version)
  log.info('the host is warm', { versions: report.loaded, refused: report.refused.length })
  return report
}

function serve(listener: Listener, host: Host, { log }: Start): Serving {
  listener.serve(host)
  log.info('the host serves', { url: listener.url })
  return { listener, host }
}
