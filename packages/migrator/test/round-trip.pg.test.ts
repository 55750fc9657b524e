import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step, TenantFixture } from './fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

/** Version 2 brings a column, retypes one, renames one, drops one and has a table of its own. */
const steps: readonly Step[] = [
  { up: `create table item (${tenantColumn}, id int, name text not null, size int not null, old text, primary key (tenant_id, id));`, down: 'drop table item;' },
  { up: 'alter table item add column colour text;', down: 'alter table item drop column colour;' },
  { up: `alter table item alter column size type numeric(12,4); alter table item rename column name to title;`, down: 'alter table item rename column title to name; alter table item alter column size type int using round(size);' },
  {
    up: `create table tag (${tenantColumn}, item_id int, label text, primary key (tenant_id, item_id, label), foreign key (tenant_id, item_id) references item (tenant_id, id) on delete cascade);
      alter table item drop column old;`,
    down: 'alter table item add column old text; drop table tag;',
  },
  { up: `update item set colour = 'backfilled' where colour is null;`, down: 'select 1;', phase: 'backfill' },
]

interface NewItem { readonly id: number; readonly title: string; readonly size: number; readonly colour: string; readonly tags: readonly string[] }

const text = fc.string({ unit: 'grapheme', maxLength: 6 }).map((value) => value.replaceAll('\0', ''))
const newItem: fc.Arbitrary<NewItem> = fc.record({
  id: fc.integer({ min: 1, max: 8 }), title: text, size: fc.integer({ min: -50_000, max: 50_000 }).map((n) => n / 10_000), colour: text, tags: fc.uniqueArray(text, { maxLength: 3 }),
})
const oldWrite = fc.oneof(
  fc.record({ kind: fc.constant('rename' as const), id: fc.integer({ min: 1, max: 8 }), name: text }),
  fc.record({ kind: fc.constant('delete' as const), id: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ kind: fc.constant('add' as const), id: fc.integer({ min: 1, max: 12 }), name: text }),
)
type OldWrite = typeof oldWrite extends fc.Arbitrary<infer Value> ? Value : never

test('whatever the new version wrote returns where the old version left its row alone, and no row is lost', { timeout: 120_000 }, async () => {
  const items = fc.uniqueArray(newItem, { selector: ({ id }) => id, maxLength: 8 })
  await fc.assert(fc.asyncProperty(items, fc.array(oldWrite, { maxLength: 6 }), fc.integer({ min: 1, max: 4 }), async (written, oldWrites, stop) => {
    const tenant = fixture.tenant(steps)
    await tenant.up(5)
    for (const item of written) await writeNew(tenant, item)
    const before = await readNew(tenant)
    // Down in one step or two, with a stop at any version between.
    await tenant.down(stop)
    await tenant.down(1)
    const atRest = await readOld(tenant)
    expect(atRest.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    for (const write of oldWrites) await writeOld(tenant, write)
    const changed = await readOld(tenant)
    const untouched = new Set(changed.filter((row) => atRest.some((other) => other.id === row.id && other.name === row.name && other.size === row.size)).map(({ id }) => id))
    const reborn = new Set(oldWrites.filter(({ kind }) => kind === 'delete').map(({ id }) => id))
    await tenant.up(5)
    const after = await readNew(tenant)
    expect(after.map(({ id }) => id)).toEqual(changed.map(({ id }) => id))
    for (const row of before) {
      // A row deleted and written anew with the very same content stands on the same basis.
      if (untouched.has(row.id) && !reborn.has(row.id)) expect(after.find(({ id }) => id === row.id)).toEqual(row)
    }
    for (const row of changed) if (!untouched.has(row.id)) expect(after.find(({ id }) => id === row.id)).toMatchObject({ title: row.name, size: Number(row.size).toFixed(4) })
  }), { numRuns: 25, endOnFailure: true })
})

async function writeNew(tenant: TenantFixture, { id, title, size, colour, tags }: NewItem): Promise<void> {
  await tenant.within(async (session) => {
    await session.query('insert into item (id, title, size, colour) values ($1, $2, $3, $4)', [id, title, size, colour])
    for (const label of tags) await session.query('insert into tag (item_id, label) values ($1, $2)', [id, label])
  })
}

async function writeOld(tenant: TenantFixture, write: OldWrite): Promise<void> {
  if (write.kind === 'rename') await tenant.sql('update item set name = $2 where id = $1', [write.id, write.name])
  if (write.kind === 'delete') await tenant.sql('delete from item where id = $1', [write.id])
  if (write.kind === 'add') await tenant.sql('insert into item (id, name, size) values ($1, $2, 1) on conflict do nothing', [write.id, write.name])
}

function readNew(tenant: TenantFixture) {
  return tenant.sql<{ id: number; title: string; size: string }>(`
    select id, title, size, colour, array(select label from tag where item_id = item.id order by label) as tags from item order by id`)
}

function readOld(tenant: TenantFixture) {
  return tenant.sql<{ id: number; name: string; size: number }>('select id, name, size from item order by id')
}
