import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest, MigrationEntry, MigrationPhase, MigrationRun, SourceVersion } from '@tenon/model'
import { checksumOf, migrationEntry, readMigrations } from '@tenon/module-sdk/build'
import { packFiles } from './pack-files.ts'

/** One migration of a test module. */
export interface TestMigration {
  /** Its folder. Default `0001_test_step` and so on. */
  readonly name?: string
  readonly phase: MigrationPhase
  /** Default `transaction`. */
  readonly run?: MigrationRun
  readonly up: string
  /** Absent: no `down.sql`. */
  readonly down?: string
}

/** What a test module is. Everything has a default but its version. */
export interface PackTestModuleOptions extends Partial<Pick<Manifest, 'provides' | 'requires' | 'hostRange' | 'settings' | 'permissions' | 'routes' | 'events' | 'placement' | 'handles' | 'timers'>> {
  /** Default `sample`; the package is then `@test/sample`. */
  readonly name?: string
  readonly version: string
  /** Directory of an ordinary Prisma project: its `prisma/migrations` come first, as they stand. Give `placement: 'own'` with it. */
  readonly project?: string
  readonly migrations?: readonly TestMigration[]
  /** Files to add or replace, by path inside the package: how a test breaks one. */
  readonly files?: Readonly<Record<string, string>>
}

/** A packed module version, as `npm pack` would leave it. */
export interface PackedModule extends SourceVersion {
  readonly tarball: Uint8Array
  readonly manifest: Manifest
}

/** Packs a small module of plain JavaScript that answers every request with its version. */
export async function packTestModule(options: PackTestModuleOptions): Promise<PackedModule> {
  const adopted = options.project === undefined ? [] : await readMigrations(options.project)
  const manifest = manifestOf(options, adopted.map(migrationEntry))
  const { tarball, integrity } = await packFiles({ ...await projectFiles(options.project), ...filesOf(options, manifest), ...options.files })
  const { packageName, version } = manifest
  return { packageName, version, integrity, deprecated: null, location: `${manifest.name}-${version}.tgz`, tarball, manifest }
}

/** Writes packed modules and their `index.json` into a directory: what `directorySource` reads. */
export async function writeReleases(directory: string, modules: readonly PackedModule[]): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const { location, tarball } of modules) await writeFile(join(directory, location), tarball)
  const versions = modules.map(({ packageName, version, location, integrity, deprecated }) => ({ packageName, version, file: location, integrity, deprecated }))
  await writeFile(join(directory, 'index.json'), `${JSON.stringify({ versions }, null, 2)}\n`)
}

function manifestOf({ name = 'sample', version, migrations = [], files: _files, project: _project, ...parts }: PackTestModuleOptions, adopted: readonly MigrationEntry[]): Manifest {
  return {
    manifestVersion: 1, name, packageName: `@test/${name}`, version, title: name, description: `The test module ${name}.`, hostRange: '*',
    provides: [], requires: [], permissions: [], events: [], routes: [], settings: { type: 'object', properties: {} }, ...parts,
    migrations: [...adopted, ...migrations.map((migration, index) => entryOf(migration, { index, dataVersion: adopted.length + index + 1 }))],
  }
}

function entryOf(migration: TestMigration, { index, dataVersion }: { readonly index: number; readonly dataVersion: number }): MigrationEntry {
  const { phase, run, down = null } = migration
  return { name: folderOf(migration, index), dataVersion, phase, checksum: checksumOf(textOf(migration), down), ...(run === undefined ? {} : { run }) }
}

async function projectFiles(project: string | undefined): Promise<Readonly<Record<string, string>>> {
  if (project === undefined) return {}
  const paths = (await readdir(join(project, 'prisma', 'migrations'), { recursive: true })).filter((path) => /\.(sql|toml)$/.test(path)).map((path) => join('prisma', 'migrations', path))
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(join(project, path), 'utf8')] as const)))
}

function filesOf({ migrations = [] }: PackTestModuleOptions, manifest: Manifest): Readonly<Record<string, string>> {
  const { packageName: name, version } = manifest
  const sql = migrations.flatMap((migration, index) => {
    const folder = `prisma/migrations/${folderOf(migration, index)}`
    const down = migration.down === undefined ? [] : [[`${folder}/down.sql`, migration.down] as const]
    return [[`${folder}/migration.sql`, textOf(migration)] as const, ...down]
  })
  return {
    'package.json': JSON.stringify({ name, version, type: 'module', exports: { '.': './dist/module.js' } }),
    'dist/manifest.json': JSON.stringify(manifest),
    'dist/openapi.json': JSON.stringify({ openapi: '3.1.0', info: { title: manifest.title, version }, paths: {} }),
    'dist/module.js': codeOf(manifest),
    ...Object.fromEntries(sql),
  }
}

function codeOf({ name, version }: Manifest): string {
  return `import { defineModule } from '@tenon/module-sdk'
const answer = { module: ${JSON.stringify(name)}, version: ${JSON.stringify(version)} }
export default defineModule({ name: answer.module, title: answer.module, description: '', permissions: {}, settings: {}, events: {} }, {
  database: () => ({ $transaction: (work) => work({}), $disconnect: async () => {} }),
  http: {
    fetch: (request, call) => Response.json({ ...answer, tenant: call.scope.tenant.id, path: call.path, settings: call.scope.settings }),
    document: (info) => ({ openapi: '3.1.0', info, paths: {} }),
  },
})
`
}

function textOf({ phase, run, up }: TestMigration): string {
  return `-- phase: ${phase}\n${run === undefined ? '' : `-- run: ${run}\n`}${up}\n`
}

function folderOf({ name }: TestMigration, index: number): string {
  return name ?? `${String(index + 1).padStart(4, '0')}_test_step`
}
