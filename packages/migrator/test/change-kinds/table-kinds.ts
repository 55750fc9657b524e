import fc from 'fast-check'
import { tenantColumn } from '../fixture.ts'
import { id, maybeWords, word, words } from './change-kind.ts'
import type { ChangeKind, Row, State } from './change-kind.ts'

const item = `create table item (${tenantColumn}, id int, name text not null, note text, primary key (tenant_id, id));`
const itemColumns = { id, name: words, note: maybeWords }
const customerColumns = { id, name: words, street: maybeWords, city: maybeWords }

/** Changes of keys, of whole tables, and between tables. */
export const tableKinds: readonly ChangeKind[] = [
  {
    name: 'key change', old: `create table asset (${tenantColumn}, id int, code text not null unique, note text, primary key (tenant_id, id));`,
    change: [{
      up: 'alter table asset drop constraint asset_pkey, add primary key (tenant_id, code), alter column id drop not null, add column place text;',
      down: `update asset a set id = n.id from (select code, (select coalesce(max(id), 0) from asset) + row_number() over (order by code) as id from asset where id is null) n where n.code = a.code;
        alter table asset drop constraint asset_pkey, add primary key (tenant_id, id), drop column place;`,
    }],
    oldTables: [{ table: 'asset', key: ['id'], columns: { id, code: fc.constantFrom('A', 'B', 'C', 'D'), note: maybeWords } }],
    newTables: [{ table: 'asset', key: ['code'], columns: { code: fc.constantFrom('A', 'B', 'C', 'D', 'E'), note: maybeWords, place: maybeWords } }],
    restsOn: (_, row, old) => [[...(old['asset']?.values() ?? [])].find(({ code }) => code === row['code'])],
    onlyNew: { asset: ['place'] },
  },
  {
    name: 'table split', old: `create table customer (${tenantColumn}, id int, name text not null, street text, city text, primary key (tenant_id, id));`,
    change: [{
      up: `create table address (${tenantColumn}, customer_id int, street text, city text, phone text, primary key (tenant_id, customer_id),
          foreign key (tenant_id, customer_id) references customer (tenant_id, id) on delete cascade);
        insert into address (tenant_id, customer_id, street, city) select tenant_id, id, street, city from customer where street is not null or city is not null;`,
      down: `update customer c set street = a.street, city = a.city from customer k left join address a on a.tenant_id = k.tenant_id and a.customer_id = k.id
          where k.tenant_id = c.tenant_id and k.id = c.id and (c.street, c.city) is distinct from (a.street, a.city);
        drop table address;`,
    }],
    oldTables: [{ table: 'customer', key: ['id'], columns: customerColumns }],
    newTables: [
      { table: 'customer', key: ['id'], columns: { id, name: words } },
      { table: 'address', key: ['customer_id'], columns: { customer_id: id, street: maybeWords, city: maybeWords, phone: maybeWords } },
    ],
    restsOn: (table, row, old) => {
      const customer = old['customer']?.get(row[table === 'address' ? 'customer_id' : 'id'] ?? '')
      // An address rests on what the old version says of the address, and on the customer being there.
      return [table === 'address' ? customer && { street: customer['street'] ?? null, city: customer['city'] ?? null } : customer]
    },
    onlyNew: { address: ['phone'] },
  },
  {
    name: 'table merge', old: `create table phone (${tenantColumn}, id int, number text not null, primary key (tenant_id, id));
      create table mail (${tenantColumn}, id int, address text not null, primary key (tenant_id, id));`,
    change: [{
      up: `create table contact (${tenantColumn}, kind text, id int, value text not null, label text, primary key (tenant_id, kind, id));
        insert into contact (tenant_id, kind, id, value) select tenant_id, 'phone', id, number from phone union all select tenant_id, 'mail', id, address from mail;`,
      down: `delete from phone p where not exists (select from contact c where c.kind = 'phone' and c.id = p.id);
        insert into phone (tenant_id, id, number) select tenant_id, id, value from contact where kind = 'phone'
          on conflict (tenant_id, id) do update set number = excluded.number where phone.number <> excluded.number;
        delete from mail m where not exists (select from contact c where c.kind = 'mail' and c.id = m.id);
        insert into mail (tenant_id, id, address) select tenant_id, id, value from contact where kind = 'mail'
          on conflict (tenant_id, id) do update set address = excluded.address where mail.address <> excluded.address;
        drop table contact;`,
    }],
    oldTables: [{ table: 'phone', key: ['id'], columns: { id, number: words } }, { table: 'mail', key: ['id'], columns: { id, address: words } }],
    newTables: [{ table: 'contact', key: ['kind', 'id'], columns: { kind: fc.constantFrom('phone', 'mail'), id, value: words, label: maybeWords } }],
    restsOn: (_, row, old) => [old[row['kind'] ?? '']?.get(row['id'] ?? '')],
    onlyNew: { contact: ['label'] },
  },
  {
    name: 'new table with rows', old: item,
    change: [{
      up: `create table stage (${tenantColumn}, code text, label text not null, colour text, changed_at timestamptz not null default now(), primary key (tenant_id, code));
        insert into stage (code, label) values ('new', 'New'), ('done', 'Done'), ('void', 'Void');`,
      down: 'drop table stage;',
    }],
    oldTables: [{ table: 'item', key: ['id'], columns: itemColumns }],
    newTables: [
      { table: 'item', key: ['id'], columns: itemColumns },
      { table: 'stage', key: ['code'], columns: { code: fc.constantFrom('new', 'done', 'void', 'paused'), label: words, colour: maybeWords }, readOnly: ['changed_at'] },
    ],
    restsOn: (table, row, old) => (table === 'item' ? [old['item']?.get(row['id'] ?? '')] : []),
    onlyNew: { stage: ['label', 'colour', 'changed_at'] },
  },
  {
    name: 'foreign key', old: `create table item (${tenantColumn}, id int, name text not null, shelf text, primary key (tenant_id, id));`,
    change: [{
      up: `create table shelf (${tenantColumn}, code text, room text, primary key (tenant_id, code));
        insert into shelf (tenant_id, code) select distinct tenant_id, shelf from item where shelf is not null;
        alter table item add constraint item_shelf foreign key (tenant_id, shelf) references shelf (tenant_id, code);
        alter table item add column twin int; alter table item add constraint item_twin foreign key (tenant_id, twin) references item (tenant_id, id) on delete set null (twin);`,
      down: 'alter table item drop constraint item_twin, drop constraint item_shelf, drop column twin; drop table shelf;',
    }],
    oldTables: [{ table: 'item', key: ['id'], columns: { id, name: words, shelf: fc.option(word) } }],
    newTables: [
      { table: 'shelf', key: ['code'], columns: { code: word, room: maybeWords } },
      { table: 'item', key: ['id'], columns: { id, name: words, shelf: fc.option(word), twin: fc.option(id) } },
    ],
    restsOn: (table, row, old) => {
      const items = [...(old['item']?.values() ?? [])]
      // A twin that is gone cannot be referred to; a shelf rests on there being an item on it.
      return table === 'item' ? [old['item']?.get(row['id'] ?? ''), present(old, row['twin'] ?? '')] : [items.some(({ shelf }) => shelf === row['code']) ? {} : undefined]
    },
    onlyNew: { shelf: ['room'], item: ['twin'] },
  },
]

function present(old: State, key: string): Row | undefined {
  return old['item']?.has(key) ? {} : undefined
}
