import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { generateClientTypes } from './generate-client-types.ts'
import { generateClient } from './generate-client.ts'
import type { ModuleWorkplace } from './module-workplace.ts'

/**
 * Writes what is generated of a module's sources: its Prisma client and, where it has a typed client in
 * `src/client`, the types of that.
 * @throws BUILD_TOOL_MISSING, CLIENT_NOT_GENERATED
 */
export async function generateModule(place: ModuleWorkplace): Promise<void> {
  generateClient(place)
  if (existsSync(join(place.directory, 'src', 'client'))) await generateClientTypes(place)
}
