import type { Supervision } from '@tenon/host'
import { TenonError } from '@tenon/model'
import type { Problem } from '@tenon/model'
import type { FromHost, PlainProblem, ToHost } from '../supervisor/messages.ts'
import type { InheritedSocket } from './inherited-socket.ts'

/** A host's line to its supervisor. */
export interface SupervisorLink {
  /** The socket to serve, when another host took the port before. */
  readonly inherited: InheritedSocket | null
  /** True: the last host ended while it loaded several versions. */
  readonly loadsOneAtATime: boolean
  /** As the supervisor last told. */
  supervision(): Supervision
  send(message: FromHost, socket?: InheritedSocket): void
  /** The embedded database, which the supervisor keeps. @throws what kept it from starting */
  wantDatabase(directory: string): Promise<string>
  /** Called once, when the supervisor wants this host to leave. */
  onRetire(retire: () => void): void
  /** Tells the supervisor again and again that this host is alive, until the work is done. */
  whileFinishing(work: Promise<void>): Promise<void>
}

/** The part of `process` that the link uses. */
export type LinkedProcess = Pick<NodeJS.Process, 'on' | 'send'>

/** How often a host that finishes says so. The supervisor's patience is several times as long. */
const finishingMs = 5_000

/** Waits for the supervisor's first word. */
export function connectSupervisor(process: LinkedProcess): Promise<SupervisorLink> {
  const { promise, resolve } = Promise.withResolvers<SupervisorLink>()
  const wanted: PromiseWithResolvers<string>[] = []
  let latest: Supervision | null = null
  let retire: (() => void) | null = null
  // A supervisor that has gone is told by `disconnect`, not by a failing message.
  const send = (message: FromHost, socket?: InheritedSocket) => void process.send?.(message, socket, {}, () => undefined)
  process.on('message', (message: ToHost, socket: unknown) => {
    switch (message.kind) {
      case 'begin':
        latest = message.supervision
        return resolve(linkOf(message, message.inherits ? (socket as InheritedSocket) : null))
      case 'database': return wanted.shift()?.resolve(message.url)
      case 'database-failed': return wanted.shift()?.reject(errorOf(message.problem))
      case 'supervision': return void (latest = message.supervision)
      case 'retire': return retire?.()
      default: message satisfies never
    }
  })
  return promise

  function linkOf(begin: Extract<ToHost, { kind: 'begin' }>, inherited: InheritedSocket | null): SupervisorLink {
    return {
      inherited, send,
      loadsOneAtATime: begin.oneAtATime,
      supervision: () => latest ?? begin.supervision,
      onRetire: (listen) => void (retire = listen),
      wantDatabase(directory) {
        const asked = Promise.withResolvers<string>()
        wanted.push(asked)
        send({ kind: 'database-wanted', directory })
        return asked.promise
      },
      async whileFinishing(work) {
        const timer = setInterval(() => send({ kind: 'finishing' }), finishingMs)
        await work.finally(() => clearInterval(timer))
      },
    }
  }
}

function errorOf(problem: PlainProblem): TenonError {
  return new TenonError(problem as Problem, 500)
}
