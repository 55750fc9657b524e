import fc from 'fast-check'
import { tenantColumn } from '../fixture.ts'
import { decimal, id, integer, maybeWords, word, words } from './change-kind.ts'
import type { ChangeKind, TableModel } from './change-kind.ts'

const item = `create table item (${tenantColumn}, id int, name text not null, note text, primary key (tenant_id, id));`
const oldItem: TableModel = { table: 'item', key: ['id'], columns: { id, name: words, note: maybeWords } }
const person = `create table person (${tenantColumn}, id int, name text not null, primary key (tenant_id, id));`
const reading = `create table reading (${tenantColumn}, id int, value int not null, note text, primary key (tenant_id, id));`
const status = fc.constantFrom('open', 'closed')

/** Changes of one table's columns. */
export const columnKinds: readonly ChangeKind[] = [
  {
    name: 'add a column', old: item,
    change: [{ up: `alter table item add column colour text default 'grey', add column tags text[];`, down: 'alter table item drop column colour, drop column tags;' }],
    oldTables: [oldItem],
    newTables: [{ table: 'item', key: ['id'], columns: { ...oldItem.columns, colour: maybeWords, tags: fc.constantFrom(null, '{}', '{a,NULL,"b,c"}') } }],
    onlyNew: { item: ['colour', 'tags'] },
  },
  {
    name: 'drop a column', old: item,
    change: [{ up: 'alter table item drop column note, add column label text;', down: 'alter table item add column note text; alter table item drop column label;' }],
    oldTables: [oldItem],
    newTables: [{ table: 'item', key: ['id'], columns: { id, name: words, label: maybeWords } }],
    onlyNew: { item: ['label'] },
  },
  {
    name: 'rename table and columns', old: item,
    change: [{
      up: 'alter table item rename to product; alter table product rename column id to number; alter table product rename column name to title; alter table product add column colour text;',
      down: 'alter table product drop column colour; alter table product rename column title to name; alter table product rename column number to id; alter table product rename to item;',
    }],
    oldTables: [oldItem],
    newTables: [{ table: 'product', key: ['number'], columns: { number: id, title: words, note: maybeWords, colour: maybeWords } }],
    onlyNew: { product: ['colour'] },
  },
  {
    name: 'split a column', old: person,
    change: [
      {
        up: 'alter table person add column first text, add column last text; alter table person alter column name drop not null;',
        down: `update person set name = first || ' ' || last where first is not null; alter table person alter column name set not null; alter table person drop column first, drop column last;`,
      },
      { up: `update person set first = split_part(name, ' ', 1), last = substr(name, length(split_part(name, ' ', 1)) + 2) where first is null;`, down: 'select 1;', phase: 'backfill' },
    ],
    oldTables: [{ table: 'person', key: ['id'], columns: { id, name: fc.tuple(word, word).map((parts) => parts.join(' ')) } }],
    newTables: [{ table: 'person', key: ['id'], columns: { id, first: fc.oneof(word, fc.constant('Mary Ann')), last: words } }],
    onlyNew: { person: ['first', 'last'] },
  },
  {
    name: 'merge columns', old: `create table person (${tenantColumn}, id int, first text not null, last text, primary key (tenant_id, id));`,
    change: [
      {
        up: 'alter table person add column name text, add column suffix text; alter table person alter column first drop not null;',
        down: `update person set first = split_part(name, ' ', 1), last = nullif(substr(name, length(split_part(name, ' ', 1)) + 2), '') where name is not null;
          alter table person alter column first set not null; alter table person drop column name, drop column suffix;`,
      },
      { up: `update person set name = concat_ws(' ', first, last) where name is null;`, down: 'select 1;', phase: 'backfill' },
    ],
    oldTables: [{ table: 'person', key: ['id'], columns: { id, first: word, last: fc.option(word) } }],
    newTables: [{ table: 'person', key: ['id'], columns: { id, name: fc.oneof(words, fc.constantFrom('two  spaces', ' first', 'last ', '')), suffix: maybeWords } }],
    onlyNew: { person: ['name', 'suffix'] },
  },
  {
    name: 'retype a column', old: reading,
    change: [{ up: 'alter table reading alter column value type numeric(14,4);', down: 'alter table reading alter column value type int using round(value);' }],
    oldTables: [{ table: 'reading', key: ['id'], columns: { id, value: integer, note: maybeWords } }],
    newTables: [{ table: 'reading', key: ['id'], columns: { id, value: decimal, note: maybeWords } }],
    onlyNew: { reading: ['value'] },
  },
  {
    name: 'not null', old: item,
    change: [{ up: `update item set note = '' where note is null; alter table item alter column note set not null, add column extra text;`, down: `alter table item drop column extra, alter column note drop not null; update item set note = null where note = '';` }],
    oldTables: [oldItem],
    newTables: [{ table: 'item', key: ['id'], columns: { id, name: words, note: words, extra: maybeWords } }],
    onlyNew: { item: ['extra'] },
  },
  {
    name: 'default', old: item,
    change: [{ up: `alter table item add column kind text not null default 'good'; alter table item alter column note set default 'none';`, down: 'alter table item alter column note drop default; alter table item drop column kind;' }],
    oldTables: [oldItem],
    newTables: [{ table: 'item', key: ['id'], columns: { ...oldItem.columns, kind: words } }],
    onlyNew: { item: ['kind'] },
  },
  {
    name: 'enum', old: `create type status as enum ('open', 'closed'); create table task (${tenantColumn}, id int, state status not null, note text, primary key (tenant_id, id));`,
    change: [{
      up: `alter type status add value 'on hold';`,
      down: `alter type status rename to status_wide; create type status as enum ('open', 'closed');
        alter table task alter column state type status using (case state when 'on hold' then 'open' else state::text end)::status; drop type status_wide;`,
    }],
    oldTables: [{ table: 'task', key: ['id'], columns: { id, state: status, note: maybeWords } }],
    newTables: [{ table: 'task', key: ['id'], columns: { id, state: fc.constantFrom('open', 'closed', 'on hold'), note: maybeWords } }],
    onlyNew: { task: ['state'] },
  },
  {
    name: 'generated column', old: reading,
    change: [{
      up: 'alter table reading add column factor numeric(6,2) not null default 1, add column total numeric generated always as (value * 2.5) stored;',
      down: 'alter table reading drop column total, drop column factor;',
    }],
    oldTables: [{ table: 'reading', key: ['id'], columns: { id, value: integer, note: maybeWords } }],
    newTables: [{ table: 'reading', key: ['id'], columns: { id, value: integer, note: maybeWords, factor: fc.constantFrom('0.00', '1.00', '-9999.99', '2.50') }, readOnly: ['total'] }],
    onlyNew: { reading: ['factor'] },
  },
  {
    name: 'constraint', old: reading,
    change: [{
      up: 'update reading set value = 0 where value < 0; alter table reading add constraint not_negative check (value >= 0), add column unit text;',
      down: 'alter table reading drop constraint not_negative, drop column unit;',
    }],
    oldTables: [{ table: 'reading', key: ['id'], columns: { id, value: integer, note: maybeWords } }],
    newTables: [{ table: 'reading', key: ['id'], columns: { id, value: fc.constantFrom('0', '7', '2147483647'), note: maybeWords, unit: maybeWords } }],
    onlyNew: { reading: ['unit'] },
  },
  {
    name: 'index', old: item,
    change: [{ up: 'alter table item add column code text; create unique index item_code on item (tenant_id, code); create index item_name on item (tenant_id, lower(name));', down: 'drop index item_name; drop index item_code; alter table item drop column code;' }],
    oldTables: [oldItem],
    newTables: [{ table: 'item', key: ['id'], columns: { ...oldItem.columns, code: maybeWords } }],
    onlyNew: { item: ['code'] },
  },
  {
    name: 'trigger', old: item,
    change: [{
      up: `alter table item add column revision int not null default 0;
        create table item_change (${tenantColumn}, id bigint generated always as identity, item_id int not null, primary key (tenant_id, id));
        create function count_revision() returns trigger language plpgsql as $$ begin
          if tg_op = 'UPDATE' then new.revision := old.revision + 1; end if;
          insert into item_change (tenant_id, item_id) values (new.tenant_id, new.id); return new; end $$;
        create trigger count_revision before insert or update on item for each row execute function count_revision();`,
      down: 'drop trigger count_revision on item; drop function count_revision; drop table item_change; alter table item drop column revision;',
    }],
    oldTables: [oldItem],
    newTables: [
      { table: 'item', key: ['id'], columns: oldItem.columns, readOnly: ['revision'] },
      { table: 'item_change', key: ['id'], columns: {}, readOnly: ['id', 'item_id'] },
    ],
    restsOn: (table, row, old) => (table === 'item' ? [old['item']?.get(row['id'] ?? '')] : []),
    onlyNew: { item: ['revision'], item_change: ['item_id'] },
  },
  {
    name: 'view', old: item,
    change: [{
      up: `alter table item add column hidden text not null default 'no'; create view shown_item as select tenant_id, id, name, hidden from item where hidden <> 'yes';`,
      down: 'drop view shown_item; alter table item drop column hidden;',
    }],
    oldTables: [oldItem],
    newTables: [{ table: 'item', key: ['id'], columns: { ...oldItem.columns, hidden: fc.constantFrom('yes', 'no', '') } }],
    onlyNew: { item: ['hidden'] },
    holds: `select (select count(*) from shown_item) = (select count(*) from item where hidden <> 'yes') as holds`,
  },
  {
    name: 'sequence', old: item,
    change: [{
      up: `create sequence ticket_number; alter table item add column ticket bigint; alter table item alter column ticket set default nextval('ticket_number');`,
      down: 'alter table item drop column ticket; drop sequence ticket_number;',
    }],
    oldTables: [oldItem],
    newTables: [{ table: 'item', key: ['id'], columns: oldItem.columns, readOnly: ['ticket'] }],
    onlyNew: { item: ['ticket'] },
    counter: 'ticket_number',
  },
]
