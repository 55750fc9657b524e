import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root of the workspace. */
export const workspaceRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** What the host app imports, and the command line; Nx adds what these need. */
const projects = ['@tenon/host', '@tenon/registry', '@tenon/database', '@tenon/migrator', '@tenon/artifacts', 'tenon']

/** When nothing changed, Nx is done before anybody wonders. */
const noticeAfterMs = 4_000

/**
 * Builds what the start needs; Nx skips what did not change.
 * @returns null, or the end of the output of a build that failed
 */
export async function buildPackages(tell: (text: string) => void): Promise<string | null> {
  const notice = setTimeout(() => tell('Building, about a minute the first time ...'), noticeAfterMs)
  const nx = join(dirname(createRequire(import.meta.url).resolve('nx/package.json')), 'dist/bin/nx.js')
  // Without the daemon: it would go on running after Ctrl-C.
  const environment = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' }
  const child = spawn(process.execPath, [nx, 'run-many', '-t', 'build', '-p', projects.join(','), '--outputStyle=static'], { cwd: workspaceRoot, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString() })
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.once('error', reject)
  child.once('close', (code) => resolve(code ?? 1))
  const code = await promise.finally(() => clearTimeout(notice))
  return code === 0 ? null : output.trim().split('\n').slice(-40).join('\n')
}
