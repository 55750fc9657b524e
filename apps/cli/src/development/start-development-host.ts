import { spawn } from 'node:child_process'
import { cliErrors } from '../cli-errors.ts'
import { hostApp } from '../run-host.ts'

/** A host to work on a module with. */
export interface DevelopmentHost {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts the host app in a process group of its own: Ctrl-C is first for the loop, which has to take the tenant back
 * while the host still serves. It ends by itself when this process disappears.
 * @throws HOST_APP_MISSING, CLI_FAILED when it does not start
 */
export async function startDevelopmentHost(environment: Readonly<Record<string, string>>): Promise<DevelopmentHost> {
  const host = spawn(process.execPath, [...process.execArgv, hostApp()], { env: { LOG_LEVEL: 'warn', ...process.env, ...environment }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true })
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  host.once('close', () => end())
  const url = await new Promise<string>((resolve, reject) => {
    host.once('error', reject)
    host.once('close', () => reject(cliErrors.CLI_FAILED({ message: 'the host ended before it served; its own words stand above' })))
    host.on('message', (message: unknown) => {
      if (typeof message === 'object' && message !== null && 'url' in message && typeof message.url === 'string') resolve(message.url)
    })
  })
  return { url, stop: async () => { host.kill('SIGTERM'); await ended } }
}
