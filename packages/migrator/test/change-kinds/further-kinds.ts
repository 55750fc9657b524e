import fc from 'fast-check'
import { tenantColumn } from '../fixture.ts'
import { decimal, id, integer, maybeWords, words } from './change-kind.ts'
import type { ChangeKind, Row, State } from './change-kind.ts'

const item = `create table item (${tenantColumn}, id int, name text not null, note text, primary key (tenant_id, id));`
const itemColumns = { id, name: words, note: maybeWords }
const itemTable = { table: 'item', key: ['id'], columns: itemColumns }
const few = fc.integer({ min: 1, max: 3 }).map(String)
const sku = fc.constantFrom('A', 'B', 'C')

/** Changes beyond the twenty kinds: circles, tables that a migration derives, and versions on top of each other. */
export const furtherKinds: readonly ChangeKind[] = [
  ...['', 'deferrable', 'deferrable initially deferred'].map((deferrable): ChangeKind => ({
    name: `circle of new tables ${deferrable}`.trim(), old: item,
    change: [{
      up: `create table team (${tenantColumn}, id int, lead_id int, title text, primary key (tenant_id, id));
        create table person (${tenantColumn}, id int, team_id int not null, mentor_id int, nick text, primary key (tenant_id, id));
        alter table team add foreign key (tenant_id, lead_id) references person ${deferrable};
        alter table person add foreign key (tenant_id, team_id) references team ${deferrable}, add foreign key (tenant_id, mentor_id) references person ${deferrable};`,
      down: 'drop table team, person;',
    }],
    oldTables: [itemTable],
    newTables: [
      itemTable,
      { table: 'team', key: ['id'], columns: { id: few, lead_id: fc.option(few), title: maybeWords } },
      { table: 'person', key: ['id'], columns: { id: few, team_id: few, mentor_id: fc.option(few), nick: maybeWords } },
    ],
    restsOn: (table, row, old) => (table === 'item' ? [old['item']?.get(row['id'] ?? '')] : []),
    onlyNew: { team: ['lead_id', 'title'], person: ['team_id', 'mentor_id', 'nick'] },
  })),
  {
    name: 'circle through a table that stays', old: item,
    change: [{
      up: `create table home (${tenantColumn}, item_id int, street text, primary key (tenant_id, item_id), foreign key (tenant_id, item_id) references item);
        alter table item add column home_id int, add foreign key (tenant_id, home_id) references home;`,
      down: 'alter table item drop column home_id; drop table home;',
    }],
    oldTables: [itemTable],
    newTables: [
      { table: 'item', key: ['id'], columns: { ...itemColumns, home_id: fc.option(id) } },
      { table: 'home', key: ['item_id'], columns: { item_id: id, street: maybeWords } },
    ],
    // A home without its item cannot return, nor what points to it.
    restsOn: (table, row, old) => (table === 'item' ? [old['item']?.get(row['id'] ?? ''), presence(old, row['home_id'])] : [presence(old, row['item_id'])]),
    onlyNew: { item: ['home_id'], home: ['street'] },
  },
  {
    name: 'derived tables', old: `create table movement (${tenantColumn}, id int, sku text not null, quantity int not null, primary key (tenant_id, id));`,
    change: [
      {
        up: `alter table movement add column exact numeric(14,4); alter table movement alter column quantity drop not null;
          create table unit (${tenantColumn}, sku text, name text not null default 'each', primary key (tenant_id, sku));
          create table stock_level (${tenantColumn}, sku text, entries int not null, note text, primary key (tenant_id, sku));`,
        down: `update movement set quantity = round(exact) where exact is not null; alter table movement alter column quantity set not null; alter table movement drop column exact; drop table stock_level; drop table unit;`,
      },
      {
        up: `update movement set exact = quantity where exact is null;
          insert into unit (tenant_id, sku) select distinct tenant_id, sku from movement on conflict do nothing;
          insert into stock_level (tenant_id, sku, entries) select tenant_id, sku, count(*) from movement group by tenant_id, sku on conflict do nothing;`,
        down: 'select 1;', phase: 'backfill',
      },
    ],
    oldTables: [{ table: 'movement', key: ['id'], columns: { id, sku, quantity: fc.integer({ min: -99, max: 99 }).map(String) } }],
    newTables: [
      { table: 'movement', key: ['id'], columns: { id, sku, exact: fc.integer({ min: -990_000, max: 990_000 }).map((n) => (n / 10_000).toFixed(4)) } },
      { table: 'unit', key: ['sku'], columns: { sku, name: words } },
      { table: 'stock_level', key: ['sku'], columns: { sku, entries: id, note: maybeWords } },
    ],
    restsOn: (table, row, old) => {
      const movements = [...(old['movement']?.values() ?? [])].filter((each) => each['sku'] === row['sku'])
      if (table === 'movement') return [old['movement']?.get(row['id'] ?? '')]
      if (movements.length === 0) return [undefined]
      return [table === 'unit' ? {} : { entries: String(movements.length) }]
    },
    // Nothing tells of an empty table what its backfill will make of the old version's rows.
    stops: [1, 3],
    onlyNew: { movement: ['exact'], unit: ['name'], stock_level: ['note'] },
  },
  {
    name: 'two versions on top of each other', old: item,
    change: [
      {
        up: `alter table item add column colour text default 'grey'; create table tag (${tenantColumn}, id int, label text not null, primary key (tenant_id, id));
          create table title (${tenantColumn}, item_id int, text text, primary key (tenant_id, item_id)); insert into title (tenant_id, item_id, text) select tenant_id, id, name from item;`,
        down: 'drop table title; drop table tag; alter table item drop column colour;',
      },
      {
        up: `alter table item add column size numeric(14,4), alter column colour set default 'white'; alter table tag add column weight int;
          alter table title rename to heading; alter table heading add column words int; update heading set words = length(text);
          create table price (${tenantColumn}, item_id int, for_name text, note text, primary key (tenant_id, item_id)); insert into price (tenant_id, item_id, for_name) select tenant_id, id, name from item;`,
        down: `drop table price; alter table heading drop column words; alter table heading rename to title; alter table tag drop column weight; alter table item drop column size, alter column colour set default 'grey';`,
      },
    ],
    oldTables: [itemTable],
    newTables: [
      { table: 'item', key: ['id'], columns: { ...itemColumns, colour: maybeWords, size: fc.option(decimal) } },
      { table: 'tag', key: ['id'], columns: { id: few, label: words, weight: fc.option(integer) } },
      { table: 'heading', key: ['item_id'], columns: { item_id: id, text: maybeWords, words: fc.option(integer) } },
      { table: 'price', key: ['item_id'], columns: { item_id: id, for_name: maybeWords, note: maybeWords } },
    ],
    restsOn: (table, row, old) => {
      if (table === 'tag') return []
      const found = old['item']?.get(row[table === 'item' ? 'id' : 'item_id'] ?? '')
      return [table === 'item' ? found : found && { name: found['name'] ?? null }]
    },
    onlyNew: { item: ['colour', 'size'], tag: ['label', 'weight'], heading: ['words'], price: ['note'] },
  },
]

function presence(old: State, key: string | null | undefined): Row | undefined {
  return old['item']?.has(key ?? '') ? {} : undefined
}
