import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCluster, serverAccount, startPostgresServer } from '@tenon/database/embedded'
import type { PostgresBinaries } from '@tenon/database/embedded'

/** A server that leaves nothing behind. */
export interface TemporaryServer {
  /** Connection URL of its maintenance database, with superuser rights and no password. */
  readonly url: string
  /** Ends the server and removes its directory. */
  stop(): Promise<void>
}

/** A test server may lose everything in a crash, and gains speed by it. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  max_locks_per_transaction: '256',
  shared_buffers: '128MB',
  log_min_messages: 'log',
  autovacuum_naptime: '1d',
}

/** Starts a server on a free port with its data in a fresh temporary directory. */
export async function startTemporaryServer(binaries: PostgresBinaries): Promise<TemporaryServer> {
  const account = await serverAccount()
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tenon-postgres-'))
  const remove = () => rm(dataDirectory, { recursive: true, force: true })
  try {
    if (account) await chown(dataDirectory, account.uid, account.gid)
    const options = { binaries, dataDirectory, account, settings }
    await createCluster(options, ['--auth=trust', '--no-sync', '--locale=C'])
    const server = await startPostgresServer(options)
    return { url: `postgresql://tenon@127.0.0.1:${server.port}/postgres`, stop: () => server.stop().then(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}
