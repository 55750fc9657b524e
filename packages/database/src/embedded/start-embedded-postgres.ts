import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { giveUpOwnership, holdsCluster, markCluster, prepareDataDirectory } from './data-directory.ts'
import type { DataDirectory } from './data-directory.ts'
import { embeddedErrors } from './embedded-errors.ts'
import { npmPostgresBinaries } from './postgres-binaries.ts'
import { serverAccount } from './server-account.ts'
import { createCluster, startPostgresServer } from './start-postgres-server.ts'
import type { StartPostgresServerOptions } from './start-postgres-server.ts'

/** Which database to start. */
export interface StartEmbeddedPostgresOptions {
  /** Holds the data between starts; created when missing. */
  readonly directory: string
  /** Default: any free port on loopback. */
  readonly port?: number
}

/** A PostgreSQL 18 that belongs to this process. */
export interface EmbeddedPostgres {
  /** Connection URL with superuser rights. It holds a password. */
  readonly url: string
  readonly port: number
  /** Fast shutdown: whoever is connected is cut off, all data is on disk. Idempotent. */
  stop(): Promise<void>
}

/** One purge or dump may lock every table of a few hundred module schemas at once. */
const settings = { max_connections: '100', max_locks_per_transaction: '512', log_min_messages: 'log', log_checkpoints: 'off' }

/**
 * Starts a real PostgreSQL 18 from npm with its data under `directory`, creating it on the first call.
 *
 * Also works as root, where the server runs as `postgres` or `nobody`. Ctrl-C in the terminal does not
 * reach the server, so work in flight can finish before `stop`. When this process ends without `stop`,
 * even by `kill -9`, the server shuts down by itself; the next start waits for that and reuses the data.
 *
 * @throws EMBEDDED_BINARIES_MISSING, EMBEDDED_ACCOUNT_MISSING, EMBEDDED_DIRECTORY_UNREACHABLE,
 * EMBEDDED_DIRECTORY_IN_USE, EMBEDDED_PORT_IN_USE, EMBEDDED_DISK_FULL, EMBEDDED_VERSION_MISMATCH, EMBEDDED_START_FAILED
 */
export async function startEmbeddedPostgres({ directory, port }: StartEmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const [binaries, account] = await Promise.all([npmPostgresBinaries(), serverAccount()])
  const prepared = await prepareDataDirectory(directory, account).catch((error: unknown) => { throw diskErrorOf(error, directory) })
  try {
    const options = { binaries, dataDirectory: prepared.dataDirectory, account, port, settings }
    if (!(await holdsCluster(prepared.dataDirectory))) await createAnew(options, prepared)
    const server = await startPostgresServer(options)
    const url = `postgresql://tenon:${prepared.password}@127.0.0.1:${server.port}/postgres`
    return { url, port: server.port, stop: () => server.stop().then(() => giveUpOwnership(directory)) }
  } catch (error) {
    await giveUpOwnership(directory)
    throw diskErrorOf(error, directory)
  }
}

async function createAnew(options: StartPostgresServerOptions, prepared: DataDirectory): Promise<void> {
  await emptyDirectory(prepared.dataDirectory)
  await withPasswordFile(options, prepared.password, (file) =>
    createCluster(options, ['--auth=scram-sha-256', `--pwfile=${file}`, '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']))
  await markCluster(prepared.dataDirectory)
}

/** What an `initdb` that was killed left behind. */
async function emptyDirectory(directory: string): Promise<void> {
  await Promise.all((await readdir(directory)).map((entry) => rm(join(directory, entry), { recursive: true, force: true })))
}

/** `initdb` reads the password as the server's account, which may not read our own file. */
async function withPasswordFile(options: StartPostgresServerOptions, password: string, work: (file: string) => Promise<void>): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'tenon-initdb-'))
  const file = join(temporary, 'password')
  try {
    await writeFile(file, `${password}\n`, { mode: 0o600 })
    for (const path of [temporary, file]) if (options.account) await chown(path, options.account.uid, options.account.gid)
    await work(file)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

function diskErrorOf(error: unknown, directory: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT' ? embeddedErrors.EMBEDDED_DISK_FULL({ directory }, { cause: error }) : error
}
