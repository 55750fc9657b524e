import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { schemaNameOf } from '@tenon/model'
import type { MigrationSource, MigrationTarget } from '@tenon/model'
import { readMigrations } from '@tenon/module-sdk/build'
import type { DatabaseAdapter, ModuleDatabase } from '@tenon/module-sdk'

/** The ordinary Prisma projects that the tests adopt. */
export const projects = ['shop', 'cms', 'booking'] as const

/** One of them. */
export type Project = (typeof projects)[number]

/** A Prisma client of a project, as far as a test needs its types. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- generated while the test runs: there are no types to import
export type ProjectClient = ModuleDatabase & Record<string, any>

/** Where a project stands. */
export function directoryOf(project: Project): string {
  return join(import.meta.dirname, 'projects', project)
}

/** A project's migrations as any tenant's schema can take them. */
export function migrationsOf(project: Project): Promise<readonly MigrationSource[]> {
  return readMigrations(directoryOf(project))
}

/** The target of one tenant of an adopted project. */
export function targetOf(project: Project, tenantId: string): MigrationTarget {
  return { tenantId, module: project, schema: schemaNameOf(tenantId, project), guard: 'schema' }
}

/** Clients generated from the projects' own schema.prisma. */
export interface GeneratedClients {
  create(project: Project, adapter: DatabaseAdapter): ProjectClient
  /** Removes them. */
  close(): Promise<void>
}

/** Runs Prisma's generator for every project, in a directory that is removed by `close`. Takes some seconds. */
export async function generateClients(): Promise<GeneratedClients> {
  const directory = await mkdtemp(join(tmpdir(), 'tenon-adopt-'))
  await symlink(resolve(import.meta.dirname, '../../../../node_modules'), join(directory, 'node_modules'))
  const classes = new Map<Project, new (options: { readonly adapter: DatabaseAdapter }) => ProjectClient>()
  for (const project of projects) {
    await cp(join(directoryOf(project), 'prisma', 'schema.prisma'), join(directory, project, 'schema.prisma'))
    await generate(join(directory, project))
    const generated = (await import(pathToFileURL(join(directory, project, 'generated', 'client.ts')).href)) as { readonly PrismaClient: new (options: { readonly adapter: DatabaseAdapter }) => ProjectClient }
    classes.set(project, generated.PrismaClient)
  }
  return {
    create(project, adapter) {
      const PrismaClient = classes.get(project)
      if (PrismaClient === undefined) throw new RangeError(`no client of ${project}`)
      return new PrismaClient({ adapter })
    },
    close: () => rm(directory, { recursive: true, force: true }),
  }
}

/** Prisma asks for a native schema engine and never runs it here: any executable will do, and nothing is fetched. */
async function generate(directory: string): Promise<void> {
  const { resolve: find } = createRequire(import.meta.url)
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath }
  await promisify(execFile)(process.execPath, [find('prisma/build/index.js'), 'generate', '--no-hints', '--schema', join(directory, 'schema.prisma')], { cwd: directory, env })
}
