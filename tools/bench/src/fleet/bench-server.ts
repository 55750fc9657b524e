import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCluster, npmPostgresBinaries, serverAccount, startPostgresServer } from '@tenon/database/embedded'

/** A PostgreSQL of our own, set up as an ordinary server is: every commit reaches the disk. */
const settings = { shared_buffers: '512MB', max_connections: '60', max_locks_per_transaction: '256', log_min_messages: 'log' }

/** Runs `work` with the URL of a fresh server, which is gone afterwards. */
export async function withServer<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const [binaries, account] = await Promise.all([npmPostgresBinaries(), serverAccount()])
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tenon-bench-fleet-'))
  try {
    if (account) await chown(dataDirectory, account.uid, account.gid)
    await createCluster({ binaries, dataDirectory, account }, ['--auth=trust', '--no-sync', '--locale=C'])
    const server = await startPostgresServer({ binaries, dataDirectory, account, settings })
    try {
      return await work(`postgresql://tenon@127.0.0.1:${server.port}/postgres`)
    } finally {
      await server.stop()
    }
  } finally {
    await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 })
  }
}
