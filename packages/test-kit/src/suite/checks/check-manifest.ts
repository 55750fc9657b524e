import { canonicalJson, isTenonError } from '@tenon/model'
import type { Manifest } from '@tenon/model'
import { readDescription } from '@tenon/module-sdk/build'
import type { TestModule } from '../../module/test-module.ts'
import { findingOf } from '../module-finding.ts'
import type { ModuleFinding } from '../module-finding.ts'
import type { ModuleMatrix } from '../module-matrix.ts'

/** Compares what the working copy says of itself with what its code, its files and its releases are. */
export async function checkManifest(module: TestModule): Promise<readonly ModuleFinding[]> {
  const { matrix } = module
  const refused = await findRefused(module)
  const ownWords = [...checkReleasedMigrations(matrix), ...checkOwnEvents(matrix.workingCopy.manifest)]
  if (refused.length > 0) return [...refused, ...ownWords]
  const { definition, artifact } = await module.load(matrix.workingCopy.version)
  return [...checkRoutes(artifact.openapi), ...await compareWithCode(artifact, definition), ...ownWords]
}

/** Versions that no host would take. */
export async function findRefused({ registry, matrix }: TestModule): Promise<readonly ModuleFinding[]> {
  const { refused } = await registry.refreshCatalog()
  const own = refused.filter(({ packageName }) => packageName === matrix.packageName)
  return own.map(({ version, reason }) => {
    const isWorkingCopy = version === matrix.workingCopy.version
    return findingOf(isWorkingCopy ? 'MANIFEST_REFUSED' : 'VERSION_UNREADABLE', isWorkingCopy ? 'dist/manifest.json' : version, reason)
  })
}

/** A released migration stays as tenants have run it. Pure. */
export function checkReleasedMigrations({ versions, workingCopy }: Pick<ModuleMatrix, 'versions' | 'workingCopy'>): readonly ModuleFinding[] {
  const now = new Map(workingCopy.manifest.migrations.map((entry) => [entry.name, entry]))
  const released = new Map(versions.filter(({ origin }) => origin === 'release').flatMap(({ version, manifest }) => manifest.migrations.map((entry) => [entry.name, { ...entry, version }] as const)))
  return [...released.values()].filter(({ name, checksum }) => now.get(name)?.checksum !== checksum).map(({ name, version }) =>
    findingOf('RELEASED_MIGRATION_CHANGED', `prisma/migrations/${name}`, now.has(name) ? `It is not what ${version} was released with.` : `${version} was released with it, and it is gone.`))
}

function checkOwnEvents({ name, handles = [], events }: Manifest): readonly ModuleFinding[] {
  const unknown = handles.filter((event) => event.startsWith(`${name}.`) && !events.some((each) => each.name === event))
  return unknown.map((event) => findingOf('EVENT_UNDECLARED', `handles ${event}`, 'The module handles it, and publishes no event of that name.'))
}

function checkRoutes(openapi: Readonly<Record<string, unknown>>): readonly ModuleFinding[] {
  const paths = (openapi['paths'] ?? {}) as Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>
  return Object.entries(paths).flatMap(([path, operations]) => Object.entries(operations)
    .filter(([, operation]) => typeof operation['x-tenon-permission'] !== 'string' || operation['x-tenon-permission'] === '')
    .map(([method]) => findingOf('ROUTE_WITHOUT_PERMISSION', `${method.toUpperCase()} ${path}`, 'It names no permission.')))
}

type Loaded = Awaited<ReturnType<TestModule['load']>>

async function compareWithCode({ directory, manifest, openapi }: Loaded['artifact'], definition: Loaded['definition']): Promise<readonly ModuleFinding[]> {
  try {
    const described = await readDescription(directory, definition)
    const differs = canonicalJson(described.openapi as never) !== canonicalJson(openapi as never)
    return [...compareManifests(manifest, described.manifest), ...(differs ? [findingOf('MANIFEST_STALE', 'dist/openapi.json', 'The routes of the code are described otherwise.')] : [])]
  } catch (error) {
    if (!isTenonError(error)) throw error
    // Told as a route already, with its place.
    if (error.code === 'PERMISSION_UNDECLARED' && checkRoutes(openapi).length > 0) return []
    return [findingOf('MANIFEST_REFUSED', 'the code', `${error.problem.title} ${error.problem.next}`)]
  }
}

/** Every member that says something else than the code. Pure. */
export function compareManifests(listed: Manifest, code: Manifest): readonly ModuleFinding[] {
  const members = [...new Set([...Object.keys(listed), ...Object.keys(code)])] as readonly (keyof Manifest)[]
  return members.filter((member) => textOf(listed[member]) !== textOf(code[member])).map((member) =>
    findingOf('MANIFEST_STALE', `dist/manifest.json ${member}`, `It says ${shortly(listed[member])}, and the code ${shortly(code[member])}.`))
}

/** The order of named things says nothing. */
function textOf(value: unknown): string {
  if (value === undefined) return ''
  return Array.isArray(value) ? value.map((each) => canonicalJson(each as never)).toSorted().join(',') : canonicalJson(value as never)
}

function shortly(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 197)}...` : text
}
