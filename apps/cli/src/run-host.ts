import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cliErrors } from './cli-errors.ts'

/** What the command line sets for the host app; everything else it reads from the environment. */
export interface RunHostOptions {
  readonly environment: Readonly<Record<string, string>>
  /** Called with the address once it serves. */
  readonly onReady: (url: string) => void
}

/**
 * Runs the host app in the foreground until it ends. Ctrl-C reaches it directly, as a member of the
 * same process group; other signals are passed on; and it ends by itself when this process disappears.
 * @returns its exit code
 * @throws HOST_APP_MISSING when this installation has none
 */
export async function runHost({ environment, onReady }: RunHostOptions): Promise<number> {
  const host = spawn(process.execPath, [...process.execArgv, hostApp()], { env: { ...process.env, ...environment }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  process.on('SIGINT', () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void host.kill('SIGTERM'))
  host.on('message', (message) => { if (isReady(message)) onReady(message.url) })
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  host.once('error', reject)
  host.once('close', (code) => resolve(code ?? 1))
  return promise
}

/** The entry of the host app. @throws HOST_APP_MISSING when this installation has none */
export function hostApp(): string {
  const entry = new URL('src/main.ts', hostPackage())
  if (existsSync(entry)) return fileURLToPath(entry)
  throw cliErrors.HOST_APP_MISSING({})
}

function hostPackage(): string {
  try {
    return import.meta.resolve('@tenon/host-app/package.json')
  } catch (cause) {
    throw cliErrors.HOST_APP_MISSING({}, { cause })
  }
}

function isReady(message: unknown): message is { readonly kind: 'ready'; readonly url: string } {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready'
}
