import { embeddedErrors } from './embedded-errors.ts'
import { freePort } from './free-port.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { runProgram } from './run-program.ts'
import { launchFor } from './server-account.ts'
import type { ServerAccount } from './server-account.ts'
import { startServerProcess } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'

/** Which server to start, on what data. */
export interface StartPostgresServerOptions {
  readonly binaries: PostgresBinaries
  readonly dataDirectory: string
  readonly account: ServerAccount | null
  /** Default: any free port. */
  readonly port?: number | undefined
  /** Server settings, such as `{ fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A PostgreSQL server on loopback. */
export interface PostgresServer extends ServerProcess {
  readonly port: number
}

/** How often another port is tried when somebody took the free one first. */
const portAttempts = 5

/** Creates a cluster with the superuser `tenon` in an empty directory that `account` owns. */
export async function createCluster(options: StartPostgresServerOptions, initArguments: readonly string[]): Promise<void> {
  const { binaries, dataDirectory, account } = options
  const launch = await launchFor(account, [binaries.initdb, dataDirectory])
  const { code, output } = await runProgram(launch, [binaries.initdb, '-D', dataDirectory, '-U', 'tenon', '-E', 'UTF8', ...initArguments])
  if (code !== 0) throw startError(options, output, 0)
}

/**
 * Starts a server on an existing cluster and waits until it accepts connections on 127.0.0.1. It ends with this process at the latest.
 * @throws EMBEDDED_PORT_IN_USE, EMBEDDED_DISK_FULL, EMBEDDED_VERSION_MISMATCH, EMBEDDED_START_FAILED
 */
export async function startPostgresServer(options: StartPostgresServerOptions): Promise<PostgresServer> {
  const { binaries, dataDirectory, account, settings = {} } = options
  const launch = await launchFor(account, [binaries.postgres, dataDirectory])
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort())
    const started = await startServerProcess({ postgres: binaries.postgres, dataDirectory, launch, port, settings })
    if (!('output' in started)) return { ...started, port }
    const error = startError(options, started.output, port)
    if (error.code !== 'EMBEDDED_PORT_IN_USE' || options.port !== undefined || attempt === portAttempts) throw error
  }
}

function startError(options: StartPostgresServerOptions, output: string, port: number) {
  const directory = options.dataDirectory
  if (/could not bind|Address already in use/.test(output)) return embeddedErrors.EMBEDDED_PORT_IN_USE({ port })
  if (/No space left on device/.test(output)) return embeddedErrors.EMBEDDED_DISK_FULL({ directory })
  const versions = /initialized by PostgreSQL version (\S+), which is not compatible with this version (\S+)/.exec(output)
  if (versions) return embeddedErrors.EMBEDDED_VERSION_MISMATCH({ directory, found: versions[1] ?? '', expected: versions[2]?.replace(/\.$/, '') ?? '' })
  return embeddedErrors.EMBEDDED_START_FAILED({ directory, output: lastWords(output) })
}

function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => /FATAL|PANIC|error:|ERROR/.test(line))
  return (lines.at(-1) ?? output.trim().split('\n').at(-1) ?? 'it said nothing.').replace(/^.*?(FATAL|PANIC|ERROR|error):\s*/, '')
}
