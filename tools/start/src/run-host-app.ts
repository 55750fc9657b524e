import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { workspaceRoot } from './build-packages.ts'

/**
 * Runs the host app until it ends. Ctrl-C reaches it directly, as a member of the same process group;
 * a signal to this process alone is passed on; and it ends by itself when this process disappears.
 * @param onReady - called with the address once it serves
 * @returns its exit code
 */
export async function runHostApp(onReady: (url: string) => Promise<void>): Promise<number> {
  const environment = { TENON_DEMO: 'on', TENON_DEV_BUILDS: join(process.env['TENON_HOME'] ?? '.tenon', 'dev'), LOG_LEVEL: 'warn', ...process.env }
  const host = spawn(process.execPath, [join(workspaceRoot, 'apps/host/src/main.ts')], { cwd: workspaceRoot, env: environment, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void host.kill('SIGTERM'))
  host.on('message', (message) => {
    if (isReady(message)) void onReady(message.url)
  })
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  host.once('error', reject)
  host.once('close', (code) => resolve(code ?? 1))
  return promise
}

function isReady(message: unknown): message is { readonly kind: 'ready'; readonly url: string } {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready'
}
