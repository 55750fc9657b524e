import type { SendHandle } from 'node:child_process'
import type { Replacement, Supervision } from '@tenon/host'
import { AttendedHost, describeEnd } from './attended-host.ts'
import type { HostEnd, HostProcess } from './host-process.ts'
import type { KeptDatabase } from './kept-database.ts'
import type { FromHost, ReplacementWish } from './messages.ts'
import { ReplacementLog } from './replacement-log.ts'
import { crashRunAfter, restartDelayMs } from './restart-delay.ts'
import { noSuspicion, suspicionAfter } from './suspect-versions.ts'

/** What a supervisor works with. */
export interface SupervisorOptions {
  readonly startHost: () => HostProcess
  readonly database: KeptDatabase
  /** Called once, with the address, when the first host serves. */
  readonly onReady: (url: string) => void
  /** One line for people and log readers. */
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>) => void
  /** How long a fresh host, or one version in it, may take to load. */
  readonly startBudgetMs: number
  /** How long a host that was told to leave may say nothing before it is killed. */
  readonly silenceBudgetMs: number
  readonly processId: number
}

/**
 * Keeps one host behind a port and replaces it: on demand without a failed request, after a crash at
 * once, and later and later when hosts keep crashing. The socket is the first host's and stays open
 * here, so that connections made while no host runs wait instead of being refused.
 *
 * A fresh host serves before the old one is told to leave; when it does not come up, the old one goes
 * on. A version that ends hosts while it is loaded is barred from the next one, so that the way back
 * does not depend on the code that is broken. A class because nearly every event reads and writes the
 * same seven fields.
 */
export class Supervisor {
  /** Resolves to the exit code once everything has ended. */
  readonly ended: Promise<number>
  readonly #options: SupervisorOptions
  readonly #end: (code: number) => void
  readonly #hosts = new Set<AttendedHost>()
  #socket: SendHandle | undefined
  #current: AttendedHost | null = null
  #fresh: AttendedHost | null = null
  #generation = 0
  readonly #log = new ReplacementLog()
  #crashes = { crashes: 0 }
  #suspicion = noSuspicion
  #served = false
  #stopping = false
  #retry: NodeJS.Timeout | null = null

  /** Starts the first host. */
  constructor(options: SupervisorOptions) {
    const { promise, resolve } = Promise.withResolvers<number>()
    this.#options = options
    this.ended = promise
    this.#end = resolve
    this.#start()
  }

  /** Replaces the host by a fresh one. One replacement at a time: another wish meanwhile is the same wish. */
  replace({ reason, actor, forgive }: ReplacementWish): void {
    if (this.#stopping || this.#fresh !== null || this.#current === null) return
    if (forgive) this.#suspicion = { ...this.#suspicion, barred: [] }
    this.#options.log('info', 'the host is being replaced', { reason, actor, processId: this.#current.process.processId })
    this.#log.begin(this.#generation + 1, { reason, actor })
    this.#tellCurrent()
    this.#start()
  }

  /** Ends hosts and database. */
  stop(): void {
    if (this.#stopping) return
    this.#stopping = true
    if (this.#retry !== null) clearTimeout(this.#retry)
    // From now on connections are refused, as by any process that ends.
    closeSocket(this.#socket)
    for (const host of this.#hosts) host.process.kill('SIGTERM')
    if (this.#hosts.size === 0) this.#finish(0)
  }

  #start(): void {
    const { startHost, startBudgetMs } = this.#options
    this.#generation += 1
    const host = new AttendedHost(startHost())
    this.#hosts.add(host)
    this.#fresh = host
    host.process.onMessage((message, socket) => this.#hear(host, message, socket))
    void host.process.ended.then((how) => this.#lose(host, how))
    const { oneAtATime } = this.#suspicion
    host.process.send({ kind: 'begin', inherits: this.#socket !== undefined, oneAtATime, supervision: this.#supervision() }, this.#socket)
    if (this.#served) host.setDeadline(startBudgetMs)
  }

  #hear(host: AttendedHost, message: FromHost, socket: SendHandle | undefined): void {
    switch (message.kind) {
      case 'listening': return void (this.#socket ??= socket)
      case 'database-wanted': return void this.#options.database.answer(message.directory).then((answer) => host.process.send(answer))
      case 'loading': return this.#watchLoading(host, () => host.loading.set(message.version.key, message.version))
      case 'loaded': return this.#watchLoading(host, () => host.loading.delete(message.version.key))
      case 'ready': return this.#promote(host, message.url)
      // One that leaves, still over its budget, has had its wish.
      case 'replacement-wanted': return host === this.#current ? this.replace(message.wish) : undefined
      case 'finishing': return host.setDeadline(this.#options.silenceBudgetMs)
      case 'leaving': return this.#noteLeaving(host, { abandonedCalls: message.abandonedCalls })
      default: message satisfies never
    }
  }

  /** Code that never ends while it is loaded is killed by its host's deadline. */
  #watchLoading(host: AttendedHost, note: () => unknown): void {
    note()
    if (host.leaving !== null) return
    if (host.loading.size > 0) host.setDeadline(this.#options.startBudgetMs)
    else if (host.readyAt !== null || !this.#served) host.clearDeadline()
  }

  #promote(host: AttendedHost, url: string): void {
    const old = this.#current
    host.clearDeadline()
    host.readyAt = performance.now()
    this.#current = host
    this.#fresh = null
    this.#noteOutcome('succeeded', Math.round(host.readyAt - host.startedAt))
    if (old !== null) this.#dismiss(old)
    if (this.#served) this.#options.log('info', 'a fresh host serves', { processId: host.process.processId, generation: this.#generation })
    else this.#options.onReady(url)
    this.#served = true
  }

  #dismiss(host: AttendedHost): void {
    host.leaving = { generation: this.#generation, since: performance.now() }
    host.process.send({ kind: 'retire' })
    host.setDeadline(this.#options.silenceBudgetMs)
  }

  #lose(host: AttendedHost, how: HostEnd): void {
    host.clearDeadline()
    this.#hosts.delete(host)
    const wasFresh = this.#fresh === host
    if (wasFresh) this.#fresh = null
    if (this.#current === host) this.#current = null
    if (this.#stopping) return this.#hosts.size === 0 ? this.#finish(how.code ?? 1) : undefined
    if (host.leaving !== null) return this.#noteLeaving(host, { leftMs: Math.round(performance.now() - host.leaving.since) })
    if (!this.#served && host.loading.size === 0) return this.#finish(how.code ?? 1)
    const { oneAtATime } = this.#suspicion
    this.#report(host, how)
    // Once more, to learn which of the versions it was.
    if (this.#current !== null && wasFresh && this.#suspicion.oneAtATime !== oneAtATime) return this.#start()
    if (wasFresh) this.#noteOutcome('failed', null)
    if (this.#current === null && this.#fresh === null) this.#startAgain(host, how)
  }

  #report(host: AttendedHost, how: HostEnd): void {
    const loading = [...host.loading.values()]
    this.#suspicion = suspicionAfter(this.#suspicion, loading, describeEnd(how))
    const message = this.#current === null || this.#fresh !== null ? 'the host ended unasked' : 'the fresh host did not come up; the old one goes on'
    const labels = { loading: loading.map(({ label }) => label), barred: this.#suspicion.barred.map(({ label }) => label) }
    this.#options.log('error', message, { processId: host.process.processId, ...how, ...labels })
  }

  #startAgain(host: AttendedHost, how: HostEnd): void {
    this.#crashes = crashRunAfter(this.#crashes, host.servedMs())
    const delayMs = restartDelayMs(this.#crashes)
    this.#log.begin(this.#generation + 1, { reason: `the host ended ${describeEnd(how)}`, actor: null })
    this.#options.log('warn', 'another host is started', { delayMs, crashes: this.#crashes.crashes })
    this.#retry = setTimeout(() => this.#start(), delayMs)
  }

  #noteOutcome(outcome: Replacement['outcome'], tookMs: number | null): void {
    this.#log.end({ generation: this.#generation, outcome, tookMs })
    this.#tellCurrent()
  }

  #noteLeaving({ leaving }: AttendedHost, left: Partial<Pick<Replacement, 'leftMs' | 'abandonedCalls'>>): void {
    if (leaving !== null) this.#log.note(leaving.generation, left)
    this.#tellCurrent()
  }

  #tellCurrent(): void {
    this.#current?.process.send({ kind: 'supervision', supervision: this.#supervision() })
  }

  #supervision(): Supervision {
    const { processId } = this.#options
    return { generation: this.#generation, supervisorProcessId: processId, replacements: this.#log.rows(), barred: this.#suspicion.barred }
  }

  #finish(code: number): void {
    void this.#options.database.stop().then(() => this.#end(code))
  }
}

function closeSocket(socket: SendHandle | undefined): void {
  if (typeof socket === 'object' && 'close' in socket && typeof socket.close === 'function') socket.close()
}
