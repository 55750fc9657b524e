import type { PostgresBinaries } from '@tenon/database/embedded'
import type { TestProject } from 'vitest/node'
import type { TestServer } from '../test-server.ts'
import { startTemporaryServer } from './temporary-server.ts'

/** Starts a server for one vitest project and provides its address. Resolves to the tear-down. */
export async function provideServer(project: TestProject, binaries: PostgresBinaries): Promise<() => Promise<void>> {
  const server = await startTemporaryServer(binaries)
  project.provide('tenonTestServer', { kind: 'running', url: server.url } satisfies TestServer)
  return server.stop
}

/** Skips every test of one vitest project, and says once why. */
export function skipProject(project: TestProject, reason: string): void {
  project.provide('tenonTestServer', { kind: 'missing', reason } satisfies TestServer)
  // A pattern no name matches: vitest then lists the files as skipped and runs none of their hooks.
  project.config.testNamePattern = /(?!)/
  process.stdout.write(`\n[${project.name}] skipped: ${reason}\n`)
}
