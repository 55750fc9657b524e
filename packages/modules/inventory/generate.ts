/* eslint-disable house/no-process-access -- a build script that is run by itself, never imported */
import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'

const generated = join(import.meta.dirname, 'src', 'generated')
const { resolve } = createRequire(import.meta.url)

generatePrismaClient()
await copyFetchTypes()
await writeClientTypes()

/** Prisma asks for a native schema engine before it generates anything, and never runs it: any executable will do, and nothing is fetched. */
function generatePrismaClient(): void {
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath }
  const run = spawnSync(process.execPath, [resolve('prisma/build/index.js'), 'generate', '--no-hints'], { cwd: import.meta.dirname, env, encoding: 'utf8' })
  if (run.status === 0) return
  process.stderr.write(`${run.stdout}${run.stderr}`)
  process.exit(1)
}

/** The client's declarations must stand alone, and these two packages name no types that a bundler of declarations could follow. */
async function copyFetchTypes(): Promise<void> {
  const client = await readFile(resolve('openapi-fetch/dist/index.d.mts'), 'utf8')
  const helpers = await readFile(resolve('openapi-typescript-helpers/dist/index.d.mts'), 'utf8')
  await writeFile(join(generated, 'openapi-fetch.ts'), client.replaceAll("'openapi-typescript-helpers'", "'./openapi-typescript-helpers.ts'").replaceAll(/^import \{/gm, 'import type {'))
  await writeFile(join(generated, 'openapi-typescript-helpers.ts'), helpers)
}

/** Paths, bodies and answers of the typed client, from the document that the build also writes to dist/openapi.json. What has a default may be left out. */
async function writeClientTypes(): Promise<void> {
  const { default: module } = await import('./src/module.ts')
  const document = module.http.document({ title: module.manifest.title, version: '0.0.0' })
  await writeFile(join(generated, 'openapi.ts'), astToString(await openapiTS(JSON.stringify(document), { alphabetize: true, defaultNonNullable: false })))
}
