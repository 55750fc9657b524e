import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What autocannon counted. */
export interface Pressed {
  readonly answered: number
  /** Answers that were not 2xx. */
  readonly refused: number
  /** Calls that got no answer. */
  readonly errors: number
}

/** Load from a process of its own, until it is stopped. */
export interface Press {
  stop(): Promise<Pressed>
}

/** Starts autocannon on one address. */
export function press(url: string, connections: number): Press {
  const child: ChildProcess = fork(fileURLToPath(new URL('press-child.ts', import.meta.url)), [url, String(connections)], { execArgv: [] })
  const pressed = once(child, 'message') as Promise<[Pressed]>
  return {
    async stop() {
      child.send('stop')
      const [result] = await pressed
      child.disconnect()
      return result
    },
  }
}
