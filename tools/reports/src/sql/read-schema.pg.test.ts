import { openDatabase } from '@tenon/database'
import { createTestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readSchema } from './read-schema.ts'
import type { SchemaFacts } from './schema-facts.ts'

const statements = [
  'create schema shop',
  'set local search_path = shop',
  "create type phase as enum ('open', 'closed')",
  "create table item (tenant_id text not null default 'x', sku text not null, phase phase, price numeric(18,6) check (price >= 0), doubled numeric generated always as (price * 2) stored, primary key (tenant_id, sku))",
  'create table note (id bigint generated always as identity primary key, tenant_id text not null, sku text not null, foreign key (tenant_id, sku) references item)',
  'create index note_by_sku on note (tenant_id, sku desc) where sku <> \'\'',
  'alter table item enable row level security',
  'alter table item force row level security',
  "create policy guard on item using (tenant_id = 'x') with check (tenant_id = 'x')",
  'grant select, insert on item to tenon_runtime',
]

let facts: SchemaFacts
let close: () => Promise<void>

beforeAll(async () => {
  const test = await createTestDatabase()
  const database = await openDatabase({ url: test.url })
  close = () => database.close().then(() => test.close())
  facts = await database.transaction(async (session) => {
    for (const statement of statements) await session.query(statement)
    return readSchema(session, 'shop')
  })
})

afterAll(() => close())

const tableOf = (name: string) => facts.tables.find((table) => table.name === name)

it('reads tables by name and columns in their order, with types, nullability and defaults', () => {
  expect(facts.tables.map((table) => table.name)).toEqual(['item', 'note'])
  expect(tableOf('item')?.columns).toEqual([
    { name: 'tenant_id', type: 'text', nullable: false, default: "'x'::text" },
    { name: 'sku', type: 'text', nullable: false, default: null },
    { name: 'phase', type: 'phase', nullable: true, default: null },
    { name: 'price', type: 'numeric(18,6)', nullable: true, default: null },
    { name: 'doubled', type: 'numeric', nullable: true, default: expect.stringMatching(/^generated: \(price \*/) as string },
  ])
  expect(tableOf('note')?.columns[0]).toMatchObject({ name: 'id', default: 'identity' })
})

it('reads keys, checks and indexes without the name of the schema', () => {
  expect(tableOf('item')?.constraints).toEqual(['item_pkey: PRIMARY KEY (tenant_id, sku)', expect.stringContaining('item_price_check: CHECK') as string])
  expect(tableOf('note')?.constraints).toContain('note_tenant_id_sku_fkey: FOREIGN KEY (tenant_id, sku) REFERENCES item(tenant_id, sku)')
  expect(tableOf('note')?.indexes).toEqual(["CREATE INDEX note_by_sku ON note USING btree (tenant_id, sku DESC) WHERE sku <> ''::text"])
})

it('reads what guards a table and who may reach it', () => {
  expect(tableOf('item')).toMatchObject({ rowSecurity: 'forced', policies: ["guard: all using (tenant_id = 'x'::text) with check (tenant_id = 'x'::text)"], grants: ['tenon_runtime: INSERT, SELECT'] })
  expect(tableOf('note')).toMatchObject({ rowSecurity: 'off', policies: [], grants: [] })
})

it('reads the enums of the schema', () => {
  expect(facts.enums).toEqual(['phase: open, closed'])
})
