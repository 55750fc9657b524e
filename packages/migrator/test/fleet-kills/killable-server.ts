import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
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
      const postmaster = await readPostmaster(dataDirectory)
      const family = [postmaster, ...(await childrenOf(postmaster))]
      for (const processId of family) killOne(processId)
      await untilGone(family)
      await server.stop()
    },
    killBackend: killOne,
    async restart() { server = await startPostgresServer({ ...options, port }) },
    async stop() {
      await server.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

async function readPostmaster(dataDirectory: string): Promise<number> {
  return Number((await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8')).split('\n')[0])
}

async function childrenOf(parent: number): Promise<readonly number[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = await Promise.all(processes.map(async (processId) => ({ processId, parent: await parentOf(processId) })))
  return parents.filter((each) => each.parent === parent).map(({ processId }) => processId)
}

async function parentOf(processId: number): Promise<number | null> {
  const stat = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => null)
  // The name in parentheses may hold anything; what follows it is the state, then the parent.
  return stat === null ? null : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

function killOne(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** A new server refuses the memory of an old one while any process of that lives. */
async function untilGone(processIds: readonly number[]): Promise<void> {
  while ((await Promise.all(processIds.map(parentOf))).some((parent) => parent !== null && parent > 1)) await delay(5)
}
