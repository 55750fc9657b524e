import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** What became of the requests of one load. */
export interface LoadReport {
  readonly answered: number
  /** Everything but a 200: connections cut or refused, and other statuses, in words. */
  readonly failed: readonly string[]
  /** The answers' `tenon-module` headers. */
  readonly versions: ReadonlySet<string>
}

/** A load that runs until it is stopped. */
export interface RunningLoad {
  answered(): number
  stop(): Promise<LoadReport>
}

/**
 * Sends requests to one address without a pause: half of the lines keep their connection as long as
 * the server does, the others open one for each request. Nothing is repeated: a request that meets a
 * closed connection has failed.
 */
export function startLoad(url: string, lines = 8): RunningLoad {
  const failed: string[] = []
  const versions = new Set<string>()
  let answered = 0
  let stopping = false
  async function line(index: number): Promise<void> {
    const agent = new Agent({ keepAlive: index % 2 === 0, maxSockets: 1 })
    while (!stopping) {
      await send(url, agent).then(({ status, version }) => {
        if (status === 200) answered += 1
        else failed.push(`status ${status}`)
        versions.add(version)
      }, (error: unknown) => failed.push(String(error)))
    }
    agent.destroy()
  }
  const running = Promise.all(Array.from({ length: lines }, (_, index) => line(index)))
  return {
    answered: () => answered,
    async stop() {
      stopping = true
      await running
      return { answered, failed, versions }
    },
  }
}

async function send(url: string, agent: Agent): Promise<{ readonly status: number; readonly version: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly status: number; readonly version: string }>()
  const sent = request(url, { agent }, (response) => {
    text(response).then(() => resolve({ status: response.statusCode ?? 0, version: String(response.headers['tenon-module']) }), reject)
  })
  sent.on('error', reject)
  sent.end()
  return promise
}

/** What autocannon counted. */
export interface CannonReport {
  readonly answered: number
  /** Answers that were not 2xx. */
  readonly refused: number
  readonly errors: number
}

/** Load from autocannon in a process of its own, as the flip bench makes it. */
export function startAutocannon(url: string, connections: number): { stop(): Promise<CannonReport> } {
  const child = fork(fileURLToPath(new URL('../../../tools/bench/src/flip/press-child.ts', import.meta.url)), [url, String(connections)], { execArgv: [] })
  const counted = once(child, 'message') as Promise<[CannonReport]>
  return {
    async stop() {
      child.send('stop')
      const [report] = await counted
      child.disconnect()
      return report
    },
  }
}

/** Asks for an answer whose body goes on: resolves with its head. */
export async function openBody(url: string): Promise<{ end(): Promise<string> }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request(url, { agent: false }, resolve).on('error', reject).end()
  const response = await promise
  return { end: () => text(response) }
}
