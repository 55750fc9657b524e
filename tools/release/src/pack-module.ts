import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { releaseErrors } from './errors.ts'

/**
 * Builds a package with its own build script and packs what npm would publish. Returns the tarball's path.
 * npm gives every packed file the same date, so the same content packs to the same bytes.
 * @throws RELEASE_COMMAND_FAILED
 */
export function packModule(packageDirectory: string, destination: string): string {
  run(packageDirectory, ['run', 'build'])
  const packed = JSON.parse(run(packageDirectory, ['pack', '--json', '--ignore-scripts', '--pack-destination', destination])) as readonly { readonly filename: string }[]
  return join(destination, packed[0]?.filename ?? '')
}

function run(cwd: string, args: readonly string[]): string {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const result = spawnSync(npm, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' })
  if (result.status === 0) return result.stdout
  process.stderr.write(`${result.stdout}${result.stderr}`)
  throw releaseErrors.RELEASE_COMMAND_FAILED({ command: `npm ${args.join(' ')}`, status: result.status })
}
