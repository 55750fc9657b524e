import { npmPostgresBinaries } from '@tenon/database/embedded'
import type { TestProject } from 'vitest/node'
import { provideServer } from './provide-server.ts'

/** vitest global set-up: the PostgreSQL 18 that npm installed, for the tests of this project. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  return provideServer(project, await npmPostgresBinaries())
}
