import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { testKitErrors } from './errors.ts'
import type { TestServer } from './test-server.ts'

/** A database of its own for one test file. */
export interface TestDatabase {
  /** Connection URL with superuser rights. */
  readonly url: string
  /** Breaks every connection to it, as a failing network or server would. */
  cutConnections(): Promise<void>
  /** Cuts off whoever is still connected and drops the database. Idempotent. */
  close(): Promise<void>
}

/** Where to create it. */
export interface CreateTestDatabaseOptions {
  /** URL of a server with the right to create databases. Default: the server that the vitest project's set-up started. */
  readonly serverUrl?: string
}

/**
 * Creates an empty database, cloned from the server's empty template, with a name nobody else uses.
 * Roles belong to the server, not to the database: files that run at once share them.
 *
 * @example
 * let database: TestDatabase
 * beforeAll(async () => { database = await createTestDatabase() })
 * afterAll(() => database.close())
 * @throws TEST_SERVER_MISSING
 */
export async function createTestDatabase(options: CreateTestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = options.serverUrl ?? (await serverOfThisProject())
  const name = `test_${randomBytes(6).toString('hex')}`
  await runOnServer(server, `create database ${name} template template0`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    cutConnections: () => runOnServer(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`),
    close: () => runOnServer(server, `drop database if exists ${name} with (force)`),
  }
}

async function serverOfThisProject(): Promise<string> {
  const { inject } = await import('vitest')
  const server: TestServer | undefined = inject('tenonTestServer')
  if (server?.kind === 'running') return server.url
  throw testKitErrors.TEST_SERVER_MISSING({ reason: server?.reason ?? 'this vitest project starts none.' })
}

async function runOnServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
