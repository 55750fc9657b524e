import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DatasetEntry, Manifest, RouteEntry } from '@tenon/model'
import { defineErrors } from '@tenon/model'
import { z } from 'zod'
import { isModuleDefinition } from '../module.ts'
import type { DatasetDefinition } from '../manifest.ts'
import type { ModuleDefinition } from '../module.ts'
import { describeWork } from './describe-work.ts'
import { isPrismaProject } from './adopt/adopt-migrations.ts'
import { providedInterfaces } from './provided-interfaces.ts'
import { migrationEntry, readMigrations } from './read-migrations.ts'

const errors = defineErrors({
  MODULE_ENTRY_INVALID: {
    category: 'invalid-input',
    title: (d: { file: string }) => `The default export of ${d.file} is not a module.`,
    next: () => 'Export the result of defineModule(manifest, parts) as default.',
  },
  SETTING_WITHOUT_DEFAULT: {
    category: 'invalid-input',
    title: (d: { reason: string }) => `The settings schema refuses the empty object: ${d.reason}.`,
    next: () => 'Give every setting a default: a tenant that never set anything must still have settings.',
  },
  PLACEMENT_MISSING: {
    category: 'invalid-input',
    title: (d: { migration: string }) => `The migrations are those of an ordinary Prisma project (${d.migration}), whose tables have no tenant_id.`,
    next: () => `Say placement: 'own' in defineManifest: each tenant's data then stands in a schema of its own.`,
  },
  PERMISSION_UNDECLARED: {
    category: 'invalid-input',
    title: (d: { route: string; permission: string }) => `${d.route} needs "${d.permission}", which the manifest does not list.`,
    next: () => 'Add it to `permissions` in the manifest, or name the right one in the route.',
  },
})

const sdk = '@tenon/module-sdk'

/**
 * Runs the built module once and writes `dist/manifest.json` and `dist/openapi.json`: all that a
 * host must know of a version before it runs any of its code.
 * @throws MODULE_ENTRY_INVALID, SETTING_WITHOUT_DEFAULT, PERMISSION_UNDECLARED, INTERFACE_NOT_PROVIDED, PLACEMENT_MISSING, TIMER_INVALID and the errors of `readMigrations`
 */
export async function describeModule(packageDirectory: string): Promise<Manifest> {
  const definition = await loadDefinition(join(packageDirectory, 'dist', 'module.js'))
  const { manifest, openapi } = await readDescription(packageDirectory, definition)
  await mkdir(join(packageDirectory, 'dist'), { recursive: true })
  await writeJson(join(packageDirectory, 'dist', 'manifest.json'), manifest)
  await writeJson(join(packageDirectory, 'dist', 'openapi.json'), openapi)
  return manifest
}

/** What a module's code, package.json and migrations say of it. */
export interface ModuleDescription {
  readonly manifest: Manifest
  /** OpenAPI 3.1, paths relative to the mount point. */
  readonly openapi: Readonly<Record<string, unknown>>
}

/**
 * What `describeModule` would write for code that is loaded already. Writes nothing.
 * @throws what `describeModule` throws but MODULE_ENTRY_INVALID
 */
export async function readDescription(packageDirectory: string, definition: ModuleDefinition): Promise<ModuleDescription> {
  const packageJson = JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')) as PackageJson
  const openapi = definition.http.document({ title: definition.manifest.title, version: packageJson.version })
  return { manifest: await manifestOf({ packageDirectory, packageJson, definition, document: openapi }), openapi }
}

interface PackageJson {
  readonly name: string
  readonly version: string
  readonly peerDependencies?: Readonly<Record<string, string>>
}

async function loadDefinition(file: string): Promise<ModuleDefinition> {
  const loaded = (await import(pathToFileURL(file).href)) as { default?: unknown }
  if (!isModuleDefinition(loaded.default)) throw errors.MODULE_ENTRY_INVALID({ file })
  return loaded.default
}

interface BuiltModule {
  readonly packageDirectory: string
  readonly packageJson: PackageJson
  readonly definition: ModuleDefinition
  readonly document: Record<string, unknown>
}

async function manifestOf({ packageDirectory, packageJson, definition, document }: BuiltModule): Promise<Manifest> {
  const authored = definition.manifest
  const migrations = await readMigrations(packageDirectory)
  const [first] = migrations
  if (first && authored.placement !== 'own' && isPrismaProject([first.name], true)) throw errors.PLACEMENT_MISSING({ migration: first.name })
  const checked = authored.settings.safeParse({})
  if (!checked.success) throw errors.SETTING_WITHOUT_DEFAULT({ reason: checked.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ') })
  return {
    manifestVersion: 1,
    name: authored.name,
    packageName: packageJson.name,
    version: packageJson.version,
    title: authored.title,
    description: authored.description,
    hostRange: packageJson.peerDependencies?.[sdk] ?? '*',
    provides: providedInterfaces(definition),
    requires: authored.requires ?? [],
    permissions: Object.entries(authored.permissions).map(([name, description]) => ({ name, description })),
    events: Object.entries(authored.events).map(([name, event]) => ({ name, description: event.description, payload: jsonSchemaOf(event.payload) })),
    routes: routesOf(document, authored.permissions),
    settings: jsonSchemaOf(authored.settings),
    migrations: migrations.map(migrationEntry),
    ...(authored.placement === undefined ? {} : { placement: authored.placement }),
    ...(authored.datasets === undefined ? {} : { datasets: datasetsOf(authored.datasets) }),
    ...(authored.minFrom === undefined ? {} : { minFrom: authored.minFrom }),
    ...peersOf(packageJson),
    ...describeWork(definition),
  }
}

function datasetsOf(authored: Readonly<Record<string, DatasetDefinition>>): readonly DatasetEntry[] {
  return Object.entries(authored).map(([name, { description, columns }]) => ({ name, description, columns: (jsonSchemaOf(columns)['properties'] ?? {}) as DatasetEntry['columns'] }))
}

/** The packages besides the SDK that a host must supply, in the order of their names. */
function peersOf({ peerDependencies = {} }: PackageJson): Pick<Manifest, 'peerRanges'> {
  const peers = Object.entries(peerDependencies).filter(([name]) => name !== sdk).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return peers.length === 0 ? {} : { peerRanges: Object.fromEntries(peers) }
}

function routesOf(document: Record<string, unknown>, permissions: Readonly<Record<string, string>>): readonly RouteEntry[] {
  const paths = (document['paths'] ?? {}) as Record<string, Record<string, { 'x-tenon-permission'?: string }>>
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const permission = operation['x-tenon-permission'] ?? ''
      const route = `${method.toUpperCase()} ${path}`
      if (!(permission in permissions)) throw errors.PERMISSION_UNDECLARED({ route, permission })
      return { method: method.toUpperCase(), path, permission }
    }),
  )
}

function jsonSchemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }) as Record<string, unknown>
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`)
}
