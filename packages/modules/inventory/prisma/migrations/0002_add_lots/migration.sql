-- phase: expand

create table lot (
  tenant_id  text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id         uuid not null default gen_random_uuid(),
  item_id    uuid not null,
  code       text not null,
  expires_on date,
  created_at timestamptz(3) not null,
  primary key (tenant_id, id),
  unique (tenant_id, item_id, code),
  foreign key (tenant_id, item_id) references item (tenant_id, id)
);

-- A movement may name a lot of its item; stock without a lot is fine too.
alter table movement
  add column lot_id uuid,
  add constraint movement_lot_fkey foreign key (tenant_id, lot_id) references lot (tenant_id, id);

-- Sums the stock of one lot; most movements name none.
create index movement_lot on movement (tenant_id, lot_id, location_id) where lot_id is not null;
