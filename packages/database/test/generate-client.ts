import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { DatabaseAdapter } from '@tenon/module-sdk'

/** One row of the test schema. */
export interface ItemRow {
  readonly tenantId: string
  readonly id: number
  readonly name: string
}

interface ItemModel {
  create(query: object): Promise<ItemRow>
  findUnique(query: object): Promise<ItemRow | null>
  findMany(query?: object): Promise<readonly ItemRow[]>
  updateMany(query: object): Promise<{ readonly count: number }>
  deleteMany(query?: object): Promise<{ readonly count: number }>
}

/** As much of the generated client as the tests use. */
export interface TestClient {
  readonly item: ItemModel
  $queryRawUnsafe<Row>(sql: string, ...values: unknown[]): Promise<readonly Row[]>
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>
  $transaction<Result>(work: (client: TestClient) => Promise<Result>, options?: object): Promise<Result>
  $transaction(work: readonly Promise<unknown>[]): Promise<readonly unknown[]>
  $disconnect(): Promise<void>
}

/** A generated client that leaves nothing behind. */
export interface GeneratedClient<Client = TestClient> {
  create(adapter: DatabaseAdapter): Client
  remove(): Promise<void>
}

/** Hundreds of calls wait for a few connections here; Prisma's own patience is two seconds. */
const patience = { maxWait: 120_000, timeout: 120_000 }

/** Generates a real Prisma client from a file in `prisma/` beside this file, offline. */
export async function generateClient<Client = TestClient>(file = 'schema.prisma'): Promise<GeneratedClient<Client>> {
  const { resolve } = createRequire(import.meta.url)
  // Inside the workspace, so that the generated code finds the Prisma runtime.
  const directory = await mkdtemp(join(import.meta.dirname, '.generated-'))
  const schema = join(directory, 'schema.prisma')
  const text = await readFile(join(import.meta.dirname, 'prisma', file), 'utf8')
  await writeFile(schema, text.replace('./replaced-by-the-test', './client'))
  // Prisma wants a native schema engine at hand before it generates, and never runs it.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath }
  await promisify(execFile)(process.execPath, [resolve('prisma/build/index.js'), 'generate', '--no-hints', `--schema=${schema}`], { cwd: directory, env })
  const { PrismaClient } = (await import(/* @vite-ignore */ pathToFileURL(join(directory, 'client', 'client.ts')).href)) as { PrismaClient: new (options: object) => Client }
  return { create: (adapter) => new PrismaClient({ adapter, transactionOptions: patience }), remove: () => rm(directory, { recursive: true, force: true }) }
}
