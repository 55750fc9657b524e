import { fork } from 'node:child_process'
import type { SendHandle } from 'node:child_process'
import type { FromHost, ToHost } from './messages.ts'
import { nodeFlags } from './node-flags.ts'

/** How a host ended. */
export interface HostEnd {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly signal: string | null
}

/** A host as its supervisor sees it. */
export interface HostProcess {
  readonly processId: number
  /** Says something, with a socket if there is one. A host that is already gone is not told. */
  send(message: ToHost, socket?: SendHandle): void
  /** Called with everything it says. */
  onMessage(listen: (message: FromHost, socket: SendHandle | undefined) => void): void
  readonly ended: Promise<HostEnd>
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

/** Starts `entry` as a process of its own, with the same Node, arguments and environment. */
export function startHostProcess(entry: string): HostProcess {
  const child = fork(entry, { execArgv: [...process.execArgv, ...nodeFlags], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const { promise, resolve } = Promise.withResolvers<HostEnd>()
  child.once('exit', (code, signal) => resolve({ code, signal }))
  child.once('error', () => resolve({ code: 1, signal: null }))
  return {
    processId: child.pid ?? 0,
    ended: promise,
    send(message, socket) {
      // The channel may close between the look and the message: its end is told by `ended` either way.
      if (child.connected) child.send(message, socket, {}, () => undefined)
    },
    onMessage: (listen) => void child.on('message', (message, socket) => listen(message as FromHost, socket)),
    kill: (signal) => void child.kill(signal),
  }
}
