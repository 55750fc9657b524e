import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ModuleDefinition } from '../module.ts'
import { toolOf } from './module-workplace.ts'
import type { ModuleWorkplace } from './module-workplace.ts'

interface OpenApiTypes {
  default(document: string, options: { readonly alphabetize: boolean; readonly defaultNonNullable: boolean }): Promise<unknown>
  astToString(ast: unknown): string
}

/**
 * Writes `src/generated/openapi.ts`: paths, bodies and answers of the module's typed client, from the
 * document that the build also writes to `dist/openapi.json`. What has a default may be left out.
 * @throws BUILD_TOOL_MISSING
 */
export async function generateClientTypes(place: ModuleWorkplace): Promise<void> {
  const generated = join(place.directory, 'src', 'generated')
  await copyFetchTypes(place, generated)
  const { default: module } = (await import(pathToFileURL(join(place.directory, 'src', 'module.ts')).href)) as { default: ModuleDefinition }
  const { default: openapiTS, astToString } = createRequire(import.meta.url)(toolOf(place, 'openapi-typescript')) as OpenApiTypes
  const document = module.http.document({ title: module.manifest.title, version: '0.0.0' })
  await writeFile(join(generated, 'openapi.ts'), astToString(await openapiTS(JSON.stringify(document), { alphabetize: true, defaultNonNullable: false })))
}

/** The client's declarations must stand alone, and these two packages name no types that a bundler of declarations could follow. */
async function copyFetchTypes(place: ModuleWorkplace, generated: string): Promise<void> {
  const client = await readFile(toolOf(place, 'openapi-fetch/dist/index.d.mts'), 'utf8')
  const operations = await readFile(toolOf(place, 'openapi-typescript-helpers/dist/index.d.mts'), 'utf8')
  await writeFile(join(generated, 'openapi-fetch.ts'), client.replaceAll("'openapi-typescript-helpers'", "'./openapi-typescript-helpers.ts'").replaceAll(/^import \{/gm, 'import type {'))
  await writeFile(join(generated, 'openapi-typescript-helpers.ts'), operations)
}
