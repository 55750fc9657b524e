import { chown, mkdtemp, readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createCluster, npmPostgresBinaries, serverAccount, startPostgresServer } from '@tenon/database/embedded'

/** A PostgreSQL of our own that can be killed like a machine that loses its process table. */
export interface KillableServer {
  readonly url: string
  /** SIGKILL to the server and every process of it, all at once. What it had written stays with the operating system. */
  kill(): Promise<void>
  /** SIGKILL to one process that serves a connection: the server then drops every session and recovers by itself. */
  killBackend(processId: number): void
  /** Starts it again after `kill`, on the same port and data; resolves when it has recovered. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Data must survive a killed server, not a power cut: without fsync the rest is the same, and faster. */
const settings = { fsync: 'off', full_page_writes: 'on', max_connections: '40', max_locks_per_transaction: '256', shared_buffers: '64MB', log_min_messages: 'log', autovacuum_naptime: '1d' }

/** Starts it with its data in a fresh temporary directory. */
export async function startKillableServer(): Promise<KillableServer> {
  const [binaries, account] = await Promise.all([npmPostgresBinaries(), serverAccount()])
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tenon-kills-'))
  if (account) await chown(dataDirectory, account.uid, account.gid)
  const options = { binaries, dataDirectory, account, settings }
  await createCluster(options, ['--auth=trust', '--no-sync', '--locale=C'])
  let server = await startPostgresServer(options)
  const { port } = server
  return {
    url: `postgresql://tenon@127.0.0.1:${port}/postgres`,
    async kill() {
      // First the one that would start others.
      killOne(await readPostmaster(dataDirectory))
      await killAllIn(await realpath(dataDirectory))
      await server.stop()
    },
    killBackend: killOne,
    async restart() { server = await startPostgresServer({ ...options, port }) },
    async stop() {
      await server.stop()
      await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function readPostmaster(dataDirectory: string): Promise<number> {
  return Number((await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8')).split('\n')[0])
}

function killOne(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Every process of a server works in its data directory. A new server refuses the memory of an old one while any of them lives. */
async function killAllIn(directory: string): Promise<void> {
  for (let family = await processesIn(directory); family.length > 0; family = await processesIn(directory)) {
    for (const processId of family) killOne(processId)
    await delay(5)
  }
}

async function processesIn(directory: string): Promise<readonly number[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const places = await Promise.all(processes.map(async (name) => ({ name, place: await readlink(`/proc/${name}/cwd`).catch(() => null) })))
  return places.filter(({ place }) => place === directory).map(({ name }) => Number(name))
}
