import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { FleetOutcome } from '../../src/index.ts'
import type { RunnerMessage, RunnerOrder } from './runner-process.ts'

/** A fleet runner in a process of its own, which may be killed at any moment. */
export interface WatchedRunner {
  /** Tenants that it has told to be done. */
  done(): number
  /** Resolves once so many tenants are done, or when the process has ended. */
  untilDone(tenants: number): Promise<void>
  /** True once it ended by itself or by a signal. */
  hasEnded(): boolean
  /** How it ended; null when it was killed. */
  readonly ended: Promise<FleetOutcome | null>
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void
}

/** Starts it. Fails loudly when the process ends by itself without an outcome. */
export function startRunner(order: RunnerOrder): WatchedRunner {
  const child = fork(fileURLToPath(new URL('runner-process.ts', import.meta.url)), [JSON.stringify(order)], { execArgv: ['--conditions=tenon-source', '--no-warnings'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let outcome: FleetOutcome | null = null
  let done = -1
  let complaint = ''
  const waiting = new Set<() => void>()
  const tell = () => { for (const check of waiting) check() }
  child.stderr?.on('data', (chunk: Buffer) => { complaint += chunk.toString() })
  child.on('message', (message: RunnerMessage) => {
    if (message.kind === 'outcome') outcome = message.outcome
    else done = message.progress.done
    tell()
  })
  const ended = once(child, 'close').then(([code, signal]) => {
    done = Infinity
    tell()
    if (outcome === null && signal !== 'SIGKILL') throw new Error(`the runner ended with code ${String(code)}: ${complaint}`)
    return outcome
  })
  // Whoever awaits it learns of it; a runner that nobody waits for any more must not end the process.
  ended.catch(() => undefined)
  return {
    ended,
    done: () => Math.max(done, 0),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    signal: (name) => { child.kill(name) },
    untilDone: (tenants) => new Promise((resolve) => {
      const check = () => {
        if (done < tenants) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    }),
  }
}
