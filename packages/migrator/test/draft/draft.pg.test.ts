import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSchemaEngineAdapter, openDatabase } from '@tenon/database'
import { readMigrations } from '@tenon/module-sdk/build'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { createTestDatabase } from '@tenon/test-kit'
import type { TestDatabase } from '@tenon/test-kit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { draftMigration } from '../../src/authoring/draft/draft-migration.ts'
import type { DraftMigrationOptions, MigrationDraft } from '../../src/authoring/draft/draft-migration.ts'
import { readMigrationTexts } from '../../src/authoring/lint/migration-text.ts'
import { createMigrator } from '../../src/create-migrator.ts'
import { readShapes } from '../../src/shape/read-shapes.ts'

const inventory = join(import.meta.dirname, '../../../modules/inventory')
const history = await readMigrationTexts(inventory)
const schemaOf = (version: string) => readFile(join(import.meta.dirname, 'inventory', `${version}.prisma`), 'utf8')
const migrator = createMigrator()
let server: TestDatabase
let database: TenantDatabase
let directory: string
let tenants = 0

beforeAll(async () => {
  server = await createTestDatabase()
  database = await openDatabase({ url: server.url })
})
afterAll(async () => {
  await database.close()
  await server.close()
})
beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'tenon-draft-')) })
afterEach(() => rm(directory, { recursive: true }))

const draft = (options: Pick<DraftMigrationOptions, 'migrations' | 'schema' | 'name'> & Partial<DraftMigrationOptions>) => draftMigration({
  database, engineAdapter: (schema) => createSchemaEngineAdapter({ url: server.url, schema }), scratchSchema: 'tenon_draft_test', ...options,
})

/** Writes a history of inventory and the drafts behind it as a package, and moves a tenant through it with the real migrator. */
async function moveThrough(applied: number, { migrations: drafts }: MigrationDraft) {
  for (const { name } of history.slice(0, applied)) await cp(join(inventory, 'prisma/migrations', name), join(directory, 'prisma/migrations', name), { recursive: true })
  for (const { name, up, down } of drafts) {
    await mkdir(join(directory, 'prisma/migrations', name), { recursive: true })
    await writeFile(join(directory, 'prisma/migrations', name, 'migration.sql'), up)
    if (down !== null) await writeFile(join(directory, 'prisma/migrations', name, 'down.sql'), down)
  }
  const migrations = await readMigrations(directory)
  const target = { tenantId: `t${(tenants += 1)}`, module: 'inventory', schema: `t_t${tenants}__inventory` }
  // The schema's own grant comes with the first move and stays.
  const shape = () => database.transaction(async (session) => (await readShapes(session, [target.schema])).get(target.schema)?.objects.filter(({ kind }) => kind !== 'schema'))
  const up = (toDataVersion: number) => database.transaction((session) => migrator.up(session, target, { migrations, toDataVersion }))
  const whole = Math.max(...migrations.filter(({ phase }) => phase !== 'contract').map(({ dataVersion }) => dataVersion))
  await up(applied)
  const before = await shape()
  await up(whole)
  const after = await shape()
  await database.transaction((session) => migrator.down(session, target, { toDataVersion: applied }))
  expect(await shape()).toEqual(before)
  await up(whole)
  expect(await shape()).toEqual(after)
  await database.transaction((session) => migrator.finalize(session, target, { migrations, toDataVersion: migrations.length }))
  return migrations
}

describe('a draft from the change in schema.prisma', () => {
  it.each([
    { applied: 0, version: '1.0', name: 'create_inventory', folders: ['0001_create_inventory'] },
    { applied: 1, version: '1.1', name: 'add_lots', folders: ['0002_add_lots'] },
    { applied: 3, version: '1.2', name: 'add_reservations', folders: ['0004_add_reservations'] },
    { applied: 4, version: '2.0', name: 'add_exact_quantities', folders: ['0005_add_exact_quantities', '0006_add_exact_quantities_fill', '0007_add_exact_quantities_contract'] },
  ])('from $applied migrations of inventory to $version leads up, down and up with equal shapes, and then there is nothing left to draft', async ({ applied, version, name, folders }) => {
    const schema = await schemaOf(version)
    const drafted = await draft({ migrations: history.slice(0, applied), schema, name })
    expect(drafted.migrations.map((migration) => migration.name)).toEqual(folders)
    expect(drafted.failure).toBeNull()
    expect(drafted.issues.filter(({ severity }) => severity === 'error')).toEqual([])
    await moveThrough(applied, drafted)
    expect(await draft({ migrations: [...history.slice(0, applied), ...drafted.migrations], schema, name })).toMatchObject({ migrations: [], warnings: [] })
  })

  it.each([[1, '1.0'], [3, '1.1'], [4, '1.2'], [7, '2.0']])('after %i migrations of inventory has nothing to add to %s, though the SQL was written by hand', async (applied, version) => {
    const drafted = await draft({ migrations: history.slice(0, applied), schema: await schemaOf(version), name: 'change_nothing' })
    expect(drafted).toMatchObject({ migrations: [], warnings: [], issues: [], failure: null })
    expect(drafted.kept).toContain('default of item.tenant_id')
  })

  it('says what the change does to data, keeps the previous version working, and leaves no scratch schema', async () => {
    const drafted = await draft({ migrations: history.slice(0, 4), schema: await schemaOf('2.0'), name: 'add_exact_quantities' })
    expect(drafted.warnings).toContain('movement.quantity is dropped with its values at finalize; until then the way back is open.')
    expect(drafted.warnings).toContain('movement.unit is required, and the rows that are there have no value for it: complete the backfill.')
    expect(drafted.issues.map(({ code }) => code)).toContain('NOT_NULL_SCANS_TABLE')
    expect(drafted.migrations[0]?.up).toContain('ALTER TABLE "movement" ALTER COLUMN "quantity" DROP NOT NULL;')
    expect(drafted.migrations[2]?.up).toContain('ALTER TABLE "movement" DROP COLUMN "quantity";')
    expect(drafted.migrations[2]?.down).toBeNull()
    expect((await database.query(`select nspname from pg_namespace where nspname like 'tenon_draft%'`)).rows).toEqual([])
  })

  it('reports a schema.prisma and a history that do not stand', async () => {
    const schema = await schemaOf('1.0')
    await expect(draft({ migrations: [], schema: schema.replace('@@unique([tenantId, sku])', '@@unique([tenantId, nothing])'), name: 'create_inventory' })).rejects.toMatchObject({ code: 'DRAFT_SCHEMA_INVALID' })
    const broken = { name: '0001_create_item', up: '-- phase: expand\n\nselect 1;\ncreate table item (id nothing);\n', down: '', restore: null }
    await expect(draft({ migrations: [broken], schema, name: 'create_inventory' })).rejects.toMatchObject({ code: 'DRAFT_HISTORY_BROKEN', problem: { details: { line: 4 } } })
    expect((await database.query(`select nspname from pg_namespace where nspname like 'tenon_draft%'`)).rows).toEqual([])
  })
})
