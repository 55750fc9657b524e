import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMigrator } from '../src/index.ts'
import { openFixture, tenantColumn } from './fixture.ts'
import type { Fixture, Step } from './fixture.ts'

let fixture: Fixture

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

const customer: Step = { up: `create table customer (${tenantColumn}, id int, street text, primary key (tenant_id, id));`, down: null }

describe('rows that migrations make themselves', () => {
  const split: readonly Step[] = [customer,
    { up: `create table address (${tenantColumn}, customer_id int, street text, phone text, primary key (tenant_id, customer_id));`, down: 'drop table address;' },
    { up: 'insert into address (tenant_id, customer_id, street) select tenant_id, id, street from customer on conflict do nothing;', down: 'select 1;', phase: 'backfill' },
  ]

  test('split over expand and backfill: kept where they are made of the same, made anew where not', async () => {
    const tenant = fixture.tenant(split)
    await tenant.up(1)
    await tenant.sql(`insert into customer (id, street) values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')`)
    await tenant.up(3)
    await tenant.sql(`update address set phone = 'p' || customer_id`)
    await tenant.sql('delete from address where customer_id = 4')
    await tenant.down(1)
    await tenant.sql(`update customer set street = 'new' where id = 2; `)
    await tenant.sql('delete from customer where id = 3')
    await tenant.up(3)
    expect(await tenant.sql('select customer_id as id, street, phone from address order by 1')).toEqual([{ id: 1, street: 'a', phone: 'p1' }, { id: 2, street: 'new', phone: null }])
    expect(await tenant.sql(`select data ->> 'phone' as phone from tenon_stash order by 1`)).toEqual([{ phone: 'p2' }, { phone: 'p3' }])
  })

  test('a stop between the two leaves nothing behind', async () => {
    const tenant = fixture.tenant(split)
    await tenant.up(1)
    await tenant.sql(`insert into customer (id, street) values (1, 'a')`)
    await tenant.up(3)
    await tenant.sql(`update address set phone = 'p1'`)
    await tenant.down(1)
    await tenant.up(2)
    await tenant.up(3)
    expect(await tenant.sql('select customer_id as id, phone from address')).toEqual([{ id: 1, phone: 'p1' }])
  })

  test('a row that a migration adds to a table that was there stays deleted once the newer version has deleted it', async () => {
    const tenant = fixture.tenant([customer, { up: `insert into customer (id, street) values (100, 'house'), (101, 'store') on conflict do nothing;`, down: 'select 1;' }])
    await tenant.up(2)
    await tenant.sql('delete from customer where id = 101')
    await tenant.down(1)
    await tenant.sql('delete from customer where id = 100')
    await tenant.up(2)
    expect(await tenant.sql('select id, street from customer')).toEqual([{ id: 100, street: 'house' }])
  })

  const chain: readonly Step[] = [customer,
    { up: `create table title (${tenantColumn}, id int, text text, primary key (tenant_id, id)); insert into title (tenant_id, id, text) select tenant_id, id, street from customer;`, down: 'drop table title;' },
    { up: 'alter table title rename to heading; alter table heading add column words int; update heading set words = length(text);', down: 'alter table heading drop column words; alter table heading rename to title;' },
  ]

  test('values that a later version added follow their row: where that is made of something else now, they do not return into the new one', async () => {
    const tenant = fixture.tenant(chain)
    await tenant.up(1)
    await tenant.sql(`insert into customer (id, street) values (1, 'a'), (2, 'b')`)
    await tenant.up(3)
    await tenant.sql('update heading set words = 99')
    await tenant.down(1)
    await tenant.sql(`update customer set street = 'changed' where id = 1`)
    expect((await tenant.up(3)).preserved).toMatchObject({ putBack: { 'heading.words': 1 }, superseded: { title: 1, 'heading.words': 1 } })
    expect(await tenant.sql('select id, text, words from heading order by id')).toEqual([{ id: 1, text: 'changed', words: 7 }, { id: 2, text: 'b', words: 99 }])
  })

  test('rolled back over two versions in one move and up again in two: each stop knows what its rows are made of', async () => {
    const tenant = fixture.tenant(chain)
    await tenant.up(1)
    await tenant.sql(`insert into customer (id, street) values (1, 'a'), (2, 'b')`)
    await tenant.up(3)
    await tenant.sql(`update heading set text = 'mine', words = 99`)
    await tenant.down(1)
    await tenant.sql(`update customer set street = 'changed' where id = 1`)
    await tenant.up(2)
    expect(await tenant.sql('select id, text from title order by id')).toEqual([{ id: 1, text: 'changed' }, { id: 2, text: 'mine' }])
    await tenant.up(3)
    expect(await tenant.sql('select id, text, words from heading order by id')).toEqual([{ id: 1, text: 'changed', words: 7 }, { id: 2, text: 'mine', words: 99 }])
  })

  test('what an earlier release set aside knows only how a row looked in the end, and is judged by that', async () => {
    const tenant = fixture.tenant(chain.slice(0, 2))
    await tenant.up(1)
    await tenant.sql(`insert into customer (id, street) values (1, 'a'), (2, 'b')`)
    await tenant.up(2)
    await tenant.sql(`update title set text = 'mine'`)
    await tenant.down(1)
    await tenant.sql(`update tenon_stash set made = made::jsonb ->> '2' where made is not null`)
    await tenant.sql(`update customer set street = 'changed' where id = 1`)
    await tenant.up(2)
    expect(await tenant.sql('select id, text from title order by id')).toEqual([{ id: 1, text: 'changed' }, { id: 2, text: 'mine' }])
  })

  test('ups that fail on the data rolled back to do not keep anybody from rolling back', async () => {
    const tenant = fixture.tenant([customer, {
      up: `create table street (${tenantColumn}, name text, note text, primary key (tenant_id, name)); insert into street (tenant_id, name) select tenant_id, street from customer;`,
      down: 'drop table street;',
    }])
    await tenant.up(1)
    await tenant.sql(`insert into customer (id, street) values (1, 'a')`)
    await tenant.up(2)
    await tenant.sql(`update street set note = 'long'`)
    await tenant.sql(`insert into customer (id, street) values (2, 'a')`)
    const notes: string[] = []
    const { preserved } = await tenant.down(1, ({ status, notes: each }) => { if (status === 'rolled-back') notes.push(...each) })
    expect(preserved.setAside).toEqual({ street: 1 })
    expect(notes).toEqual([expect.stringMatching(/^whole rows return wherever their key is free, because nothing tells what they rest on: Migration 0002_change_shape failed at prisma\/migrations\/0002_change_shape\/migration\.sql:1: duplicate key/)])
    await tenant.sql('delete from customer where id = 2')
    await tenant.up(2)
    expect(await tenant.sql('select data from tenon_stash')).toHaveLength(1)
  })
})

test('a roll back over a migration that runs outside a move says that free keys decide, where it sets whole rows aside', async () => {
  const migrator = createMigrator()
  const tenant = fixture.tenant([customer,
    { up: 'alter table customer add column phone text;', down: 'alter table customer drop column phone;', run: 'outside' },
    { up: `create table address (${tenantColumn}, id int, primary key (tenant_id, id));`, down: 'drop table address;' },
  ])
  const rollBack = async () => {
    const notes: string[] = []
    await tenant.down(1, ({ migration, status, notes: each }) => { if (status === 'rolled-back') notes.push(...each.map((note) => `${migration.slice(0, 4)} ${note}`)) })
    return notes
  }
  const upgrade = async () => {
    await migrator.prepare(fixture.database, tenant.target, { migrations: tenant.migrations, toDataVersion: 3 })
    await tenant.up(3)
  }
  await tenant.up(1)
  await upgrade()
  expect(await rollBack()).toEqual([])
  await upgrade()
  await tenant.sql('insert into address (id) values (1)')
  expect(await rollBack()).toEqual(['0002 whole rows return wherever their key is free, because nothing tells what they rest on: 0002_change_shape does not run inside a move'])
})

test('a key that a migration invents returns with its row, found by the key that the older version has', async () => {
  const tenant = fixture.tenant([customer, {
    up: 'alter table customer add column uid uuid not null default gen_random_uuid(), add column note text; alter table customer drop constraint customer_pkey, add primary key (tenant_id, uid);',
    down: 'alter table customer drop constraint customer_pkey, add primary key (tenant_id, id), drop column uid, drop column note;',
  }])
  await tenant.up(1)
  await tenant.sql(`insert into customer (id, street) values (1, 'a'), (2, 'b')`)
  await tenant.up(2)
  await tenant.sql(`update customer set note = 'n' || id`)
  const before = await tenant.sql('select id, uid, note from customer order by id')
  await tenant.down(1)
  await tenant.sql(`update customer set street = 'c' where id = 2`)
  await tenant.up(2)
  const after = await tenant.sql('select id, uid, note from customer order by id')
  expect(after[0]).toEqual(before[0])
  expect(after[1]).toMatchObject({ id: 2, note: null })
})
