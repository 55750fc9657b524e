import { join } from 'node:path'
import { createMigrator } from '@tenon/migrator'
import { schemaNameOf } from '@tenon/model'
import type { MigrationTarget } from '@tenon/model'
import { packTestModule } from '@tenon/test-kit'
import type { PackedModule, TestMigration } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dana, openRegistryFixture } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'

const project = join(import.meta.dirname, '../../migrator/test/adopt/projects/booking')
const tenants = ['acme', 'globex'] as const
const held = 12

/** What the application's authors add once it is a module: each named as Prisma names them, the last two for version 2.0.0. */
const later: readonly TestMigration[] = [
  {
    name: '20260901000000_notes', phase: 'expand',
    up: 'alter table "public"."booking" add column "note" text;\ncreate table "public"."tag" ("id" serial primary key, "booking_id" uuid not null references "public"."booking"("id"), "word" text not null);',
    down: 'drop table "public"."tag";\nalter table "public"."booking" drop column "note";',
  },
  { name: '20260902000000_index_notes', phase: 'expand', run: 'outside', up: 'create index concurrently "booking_note_idx" on "public"."booking" ("note");', down: 'drop index "public"."booking_note_idx";' },
  { name: '20260903000000_drop_phone', phase: 'contract', up: 'alter table "public"."guest" drop column "phone";' },
]

let fixture: RegistryFixture
let newest: PackedModule

beforeAll(async () => {
  const pack = (version: string, count: number) => packTestModule({ name: 'booking', version, placement: 'own', project, migrations: later.slice(0, count) })
  newest = await pack('2.0.0', 3)
  fixture = await openRegistryFixture([await pack('1.0.0', 0), await pack('1.1.0', 1), newest])
  await fixture.registry.createTenant({ id: 'globex', name: 'Globex', organizationId: 'umbrella' })
})
afterAll(() => fixture.close())

async function apply(request: Parameters<RegistryFixture['registry']['plan']>[0]) {
  const plan = await fixture.registry.plan(request, dana)
  return fixture.registry.apply(plan.id, dana)
}

function moveTo(tenantId: string, version: string) {
  return apply({ kind: 'move', tenantId, targets: { booking: version } })
}

function targetOf(tenantId: string): MigrationTarget {
  return { tenantId, module: 'booking', schema: schemaNameOf(tenantId, 'booking'), guard: 'schema' }
}

/** As a request of one tenant does, in the schema of another where one is named. */
async function inRequest<Row>(tenantId: string, sql: string, of = tenantId): Promise<readonly Row[]> {
  return fixture.database.transaction(async (session) => {
    await session.query(`select set_config('role', 'tenon_runtime', true), set_config('search_path', $1, true), set_config('tenon.tenant_id', $2, true)`, [targetOf(of).schema, tenantId])
    return (await session.query<Row>(sql)).rows
  })
}

/** Both tenants against what the newest version's migrations make. */
async function driftFound(): Promise<unknown> {
  const { artifacts, database } = fixture
  const { migrations } = await artifacts.open(newest)
  return database.transaction((session) => createMigrator().drift(session, tenants.map(targetOf), migrations))
}

describe('an adopted application in the registry', () => {
  test('is installed for every tenant, each with its own rows', async () => {
    for (const tenant of tenants) {
      expect(await moveTo(tenant, '1.0.0')).toMatchObject({ kind: 'install', status: 'succeeded', problem: null })
      await inRequest(tenant, `insert into guest (email, phone) values ('dana@${tenant}.example', '${tenant}')`)
      await inRequest(tenant, `insert into booking (room_id, guest_id, starts_at, ends_at) select room.id, guest.id, '2030-01-01', '2030-01-02' from room, guest where name = 'Board room'`)
    }
    expect((await fixture.registry.getLock('acme')).entries).toMatchObject([{ version: '1.0.0', dataVersion: held }])
    expect(await inRequest('globex', 'select phone from guest')).toEqual([{ phone: 'globex' }])
    expect(await inRequest('globex', 'select phone from guest', 'acme')).toEqual([])
    expect(await driftFound()).toEqual([])
  })

  test('is upgraded with an ordinary migration and written to', async () => {
    for (const tenant of tenants) {
      expect(await moveTo(tenant, '1.1.0')).toMatchObject({ kind: 'upgrade', status: 'succeeded', problem: null })
      await inRequest(tenant, `update booking set note = 'of ${tenant}'`)
      await inRequest(tenant, `insert into tag (booking_id, word) select id, 'quiet' from booking`)
      expect(await inRequest(tenant, 'select what from audit_entry order by id')).toEqual([{ what: 'booking insert' }, { what: 'booking update' }])
    }
    expect(await inRequest('acme', 'select word from tag', 'globex')).toEqual([])
    expect(await driftFound()).toEqual([])
  })

  test('is rolled back for one tenant while the other stays, and brought up again with what was written', async () => {
    expect(await apply({ kind: 'roll-back', tenantId: 'acme', module: 'booking' })).toMatchObject({ status: 'succeeded', problem: null })
    expect(await inRequest('acme', `select to_regclass('tag') as tag`)).toEqual([{ tag: null }])
    expect(await inRequest('globex', 'select note from booking')).toEqual([{ note: 'of globex' }])
    expect(await driftFound()).toEqual([])
    expect(await moveTo('acme', '1.1.0')).toMatchObject({ status: 'succeeded' })
    expect(await inRequest('acme', 'select b.note, t.word from booking b join tag t on t.booking_id = b.id')).toEqual([{ note: 'of acme', word: 'quiet' }])
    expect(await inRequest('acme', `insert into tag (booking_id, word) select id, 'late' from booking returning id`)).toEqual([{ id: 2 }])
    expect(await driftFound()).toEqual([])
  })

  test('takes back what was prepared, and the version in force stays guarded', async () => {
    const { artifacts, database, registry } = fixture
    const { migrations } = await artifacts.open(newest)
    await createMigrator().prepare(database, targetOf('globex'), { migrations, toDataVersion: held + later.length })
    expect(await registry.abandon('globex', 'booking', dana)).toMatchObject({ dataVersion: held + 1 })
    expect(await inRequest('globex', 'select note from booking')).toEqual([{ note: 'of globex' }])
    expect(await inRequest('acme', 'select note from booking', 'globex')).toEqual([])
    expect(await driftFound()).toEqual([])
  })

  test('prepares an index outside the move, and finalizes a contract', async () => {
    for (const tenant of tenants) {
      expect(await moveTo(tenant, '2.0.0')).toMatchObject({ status: 'succeeded', problem: null })
      expect(await inRequest(tenant, 'select phone from guest')).toEqual([{ phone: tenant }])
    }
    expect(await driftFound()).toEqual([])
    expect(await apply({ kind: 'finalize', tenantId: 'acme', module: 'booking' })).toMatchObject({ status: 'succeeded', problem: null })
    expect((await fixture.registry.getLock('acme')).entries).toMatchObject([{ version: '2.0.0', dataVersion: held + later.length, finalized: true }])
    await expect(inRequest('acme', 'select phone from guest')).rejects.toMatchObject({ code: '42703' })
    expect(await inRequest('globex', 'select phone from guest')).toEqual([{ phone: 'globex' }])
    expect(await driftFound()).toEqual([])
  })
})
