import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Manifest } from '@tenon/model'
import { describeModule } from './describe-module.ts'
import { generateModule } from './generate-module.ts'
import { moduleBundle } from './module-bundle.ts'
import type { ModuleBundle } from './module-bundle.ts'
import { toolOf } from './module-workplace.ts'
import type { ModuleWorkplace } from './module-workplace.ts'

interface Tsup {
  build(options: ModuleBundle & { readonly config: false; readonly silent: boolean }): Promise<void>
}

/**
 * Builds a module from nothing: generated sources, `dist/module.js` with its declarations, `dist/client/index.js`
 * where there is a `src/client/index.ts`, `dist/manifest.json` and `dist/openapi.json`. The process has to stand
 * in the module's directory, because tsup looks around itself.
 * @throws BUILD_TOOL_MISSING, CLIENT_NOT_GENERATED, and what `describeModule` throws
 */
export async function buildModule(place: ModuleWorkplace): Promise<Manifest> {
  await generateModule(place)
  const tsup = createRequire(import.meta.url)(toolOf(place, 'tsup')) as Tsup
  await tsup.build({ ...moduleBundle(entriesOf(place.directory)), config: false, silent: true })
  return describeModule(place.directory)
}

function entriesOf(directory: string): Readonly<Record<string, string>> {
  const client = 'src/client/index.ts'
  return { module: 'src/module.ts', ...(existsSync(join(directory, client)) && { 'client/index': client }) }
}
