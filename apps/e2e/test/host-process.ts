import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A host app in a process of its own. */
export interface HostProcess {
  readonly url: string
  /** `GET` without a body, `POST` with one; the parsed answer. */
  call(path: string, json?: unknown): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>
  /** Ends it at once, as `kill -9` does. */
  kill(): Promise<void>
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>
}

/** Starts the host app and waits until it serves. */
export async function startHostProcess(environment: Readonly<Record<string, string>>): Promise<HostProcess> {
  const main = fileURLToPath(new URL('../../host/src/main.ts', import.meta.url))
  const { PATH = '' } = process.env
  const child = fork(main, [], { execArgv: ['--conditions=tenon-source'], env: { PATH, PORT: '0', LOG_LEVEL: 'silent', ...environment }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }]
  const end = async (signal: NodeJS.Signals) => {
    const ended = once(child, 'exit')
    if (child.kill(signal)) await ended
  }
  return {
    url,
    async call(path, json) {
      const init = json === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }
      const response = await fetch(new URL(path, url), init)
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}
