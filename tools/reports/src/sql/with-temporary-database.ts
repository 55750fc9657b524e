import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@tenon/database'
import { startEmbeddedPostgres } from '@tenon/database/embedded'
import type { TenantDatabase } from '@tenon/module-sdk/ports'

/** Runs `work` on the empty database of a PostgreSQL 18 that is gone afterwards. Costs about three seconds. */
export async function withTemporaryDatabase<Result>(work: (database: TenantDatabase) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-report-'))
  const server = await startEmbeddedPostgres({ directory })
  try {
    const database = await openDatabase({ url: server.url })
    return await work(database).finally(() => database.close())
  } finally {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
