import type { TestProject } from 'vitest/node'
import { findPostgres } from './find-postgres.ts'
import { provideServer, skipProject } from './provide-server.ts'

/** vitest global set-up: the machine's own PostgreSQL 15, or every test of this project skipped when there is none. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const found = await findPostgres(15)
  if (found.binaries !== null) return provideServer(project, found.binaries)
  skipProject(project, `PostgreSQL 15 is not installed (looked in ${found.looked.join(', ')}). On Debian: apt-get install postgresql-15.`)
  return undefined
}
