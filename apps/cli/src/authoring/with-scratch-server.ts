import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives `work` the URL of a database to try things in: DATABASE_URL, else a PostgreSQL that is started for it and removed afterwards. */
export async function withScratchServer<Result>(env: Readonly<Record<string, string | undefined>>, work: (url: string) => Promise<Result>): Promise<Result> {
  const url = env['DATABASE_URL']
  if (url) return work(url)
  const { startEmbeddedPostgres } = await import('@tenon/database/embedded')
  const directory = await mkdtemp(join(tmpdir(), 'tenon-draft-'))
  try {
    const server = await startEmbeddedPostgres({ directory })
    return await work(server.url).finally(() => server.stop())
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
