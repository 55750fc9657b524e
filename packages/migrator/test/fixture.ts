import { openDatabase } from '@tenon/database'
import { schemaNameOf } from '@tenon/model'
import type { MigrationResult, MigrationSource, MigrationTarget, MoveOptions, SqlSession } from '@tenon/model'
import { checksumOf } from '@tenon/module-sdk/build'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase } from '@tenon/test-kit'
import { createMigrator } from '../src/index.ts'

/** One migration as a test writes it. */
export interface Step {
  readonly up: string
  readonly down?: string | null
  readonly phase?: MigrationSource['phase']
  readonly run?: MigrationSource['run']
  readonly restore?: string
}

/** The column that every table of a module begins with. */
export const tenantColumn = `tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), '')`

/** Numbers the steps and gives them names, files and checksums. */
export function migrationsOf(steps: readonly Step[]): readonly MigrationSource[] {
  return steps.map(({ up, down = null, phase = 'expand', run = 'transaction', restore = null }, index) => {
    const name = `${String(index + 1).padStart(4, '0')}_change_shape`
    const file = (kind: string) => `prisma/migrations/${name}/${kind}.sql`
    return { name, dataVersion: index + 1, phase, run, up, down, restore, checksum: checksumOf(up, down, restore), upFile: file('migration'), downFile: down === null ? null : file('down') }
  })
}

/** A database with a migrator, and one tenant of one module to move. */
export interface Fixture {
  readonly database: TenantDatabase
  readonly url: string
  /** Breaks every connection, as a failing network or server would. */
  cutConnections(): Promise<void>
  /** A tenant of its own for each call. */
  tenant(steps: readonly Step[]): TenantFixture
  close(): Promise<void>
}

/** One (tenant, module) in a test. */
export interface TenantFixture {
  readonly target: MigrationTarget
  readonly migrations: readonly MigrationSource[]
  up(toDataVersion: number): Promise<MigrationResult>
  down(toDataVersion: number, onProgress?: MoveOptions['onProgress']): Promise<MigrationResult>
  finalize(toDataVersion: number): Promise<MigrationResult>
  /** Runs SQL inside the tenant's schema, as the owner with the tenant set. */
  sql<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  within<Result>(work: (session: SqlSession) => Promise<Result>): Promise<Result>
}

/** Opens a fresh database. Close it after the tests. */
export async function openFixture(): Promise<Fixture> {
  const server = await createTestDatabase()
  const database = await openDatabase({ url: server.url, maxConnections: 6 })
  const migrator = createMigrator()
  let count = 0
  function tenant(steps: readonly Step[]): TenantFixture {
    count += 1
    const target = { tenantId: `acme-${count}`, module: 'shop', schema: schemaNameOf(`acme-${count}`, 'shop') }
    const migrations = migrationsOf(steps)
    const within = <Result>(work: (session: SqlSession) => Promise<Result>) => database.transaction(async (session) => {
      await session.query(`select set_config('search_path', $1, true), set_config('tenon.tenant_id', $2, true)`, [target.schema, target.tenantId])
      return work(session)
    })
    return {
      target,
      migrations,
      within,
      up: (toDataVersion) => database.transaction((session) => migrator.up(session, target, { migrations, toDataVersion })),
      down: (toDataVersion, onProgress) => database.transaction((session) => migrator.down(session, target, { toDataVersion, ...(onProgress ? { onProgress } : {}) })),
      finalize: (toDataVersion) => database.transaction((session) => migrator.finalize(session, target, { migrations, toDataVersion })),
      sql: <Row>(text: string, values?: readonly unknown[]) => within(async (session) => (await session.query<Row>(text, values)).rows),
    }
  }
  return { database, url: server.url, cutConnections: () => server.cutConnections(), tenant, close: async () => {
    await database.close()
    await server.close()
  } }
}
