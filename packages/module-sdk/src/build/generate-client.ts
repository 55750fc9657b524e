import { spawnSync } from 'node:child_process'
import { buildErrors } from './build-errors.ts'
import { toolOf } from './module-workplace.ts'
import type { ModuleWorkplace } from './module-workplace.ts'

/**
 * Writes the module's Prisma client from `prisma/schema.prisma`. Prisma asks for a native schema engine
 * before it generates anything, and never runs it: any executable will do, and nothing is fetched.
 * @throws BUILD_TOOL_MISSING, CLIENT_NOT_GENERATED
 */
export function generateClient(place: ModuleWorkplace): void {
  const env = { ...place.environment, PRISMA_SCHEMA_ENGINE_BINARY: place.node }
  const run = spawnSync(place.node, [toolOf(place, 'prisma/build/index.js'), 'generate', '--no-hints'], { cwd: place.directory, env, encoding: 'utf8' })
  if (run.status !== 0) throw buildErrors.CLIENT_NOT_GENERATED({ directory: place.directory, output: `${run.stdout}${run.stderr}`.trim() })
}
