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

describe('a draft of a harder change', () => {
  const product = (fields: string, more = '') => `datasource db {
  provider = "postgresql"
}
model Product {
  tenantId String @default(dbgenerated("nullif(current_setting('tenon.tenant_id', true), '')")) @map("tenant_id")
  id       String @db.Uuid
${fields}
  @@id([tenantId, id])
  @@map("product")
}
${more}`
  const first = async (schema: string) => (await draft({ migrations: [], schema, name: 'create_product' })).migrations
  const second = async (before: string, after: string, options: Partial<DraftMigrationOptions> = {}) => draft({ migrations: await first(before), schema: after, name: 'change_product', ...options })
  const mood = (values: string) => `enum Mood {\n${values}\n  @@map("mood")\n}`

  it('drops a table in a contract, but what points at it before: the new version writes without it', async () => {
    const colour = 'model Colour {\n  tenantId String @map("tenant_id")\n  code String\n  product Product[]\n  @@id([tenantId, code])\n  @@map("colour")\n}'
    const drafted = await second(product('  code String?\n  colour Colour? @relation(fields: [tenantId, code], references: [tenantId, code])', colour), product('  code String?'))
    expect(drafted.migrations.map(({ name }) => name)).toEqual(['0002_change_product', '0003_change_product_contract'])
    expect(drafted.migrations[0]?.up).toContain('DROP CONSTRAINT "product_tenant_id_code_fkey"')
    expect(drafted.migrations[1]).toMatchObject({ down: null, up: '-- phase: contract\n\nDROP TABLE "colour";\n' })
    expect(drafted.warnings).toEqual(['Table colour is dropped with its rows at finalize; until then the way back is open.'])
    expect(drafted.failure).toBeNull()
  })

  it('adds the value of an enum and finds the way back', async () => {
    const drafted = await second(product('  mood Mood', mood('  calm')), product('  mood Mood', mood('  calm\n  busy')))
    expect(drafted.migrations[0]?.up).toContain(`ALTER TYPE "mood" ADD VALUE 'busy'`)
    expect(drafted.migrations[0]?.up).not.toContain('BEGIN')
    expect(drafted.failure).toBeNull()
  })

  it('casts where a cast follows, and says so where none does', async () => {
    const cast = await second(product('  weight Int'), product('  weight BigInt'))
    expect(cast.warnings).toEqual(['product.weight changes its type: every value is cast, and one that cannot be stops the move. A roll back keeps the exact values in the stash.'])
    expect(cast.issues.map(({ code }) => code)).toEqual(['TYPE_REWRITES_TABLE'])
    expect(cast.failure).toBeNull()
    const dropped = await second(product('  due DateTime?'), product('  due Int?'))
    expect(dropped.warnings[0]).toContain('product.due changes its type in a way no cast can follow')
    expect(dropped.issues.map(({ code }) => code)).toContain('CONTRACT_IN_EXPAND')
  })

  it('warns of a new unique key over rows that are there', async () => {
    const drafted = await second(product('  code String'), product('  code String\n  @@unique([tenantId, code])'))
    expect(drafted.warnings).toEqual(['The new unique index product_tenant_id_code_key refuses tenants that have duplicates.'])
    expect(drafted.issues.map(({ code }) => code)).toEqual(['INDEX_BLOCKS_WRITES'])
  })

  it('reports a table without its tenant', async () => {
    const drafted = await draft({ migrations: [], schema: 'datasource db {\n  provider = "postgresql"\n}\nmodel Shop {\n  id String @id\n}\n', name: 'create_shop' })
    expect(drafted.issues.map(({ code }) => code)).toEqual(['TABLE_WITHOUT_TENANT', 'KEY_WITHOUT_TENANT'])
  })
})
