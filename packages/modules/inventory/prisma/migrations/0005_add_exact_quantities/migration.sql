-- phase: expand

create table unit (
  tenant_id  text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  code       text not null,
  name       text not null,
  primary key (tenant_id, code)
);

-- One `from_unit` is `factor` times `to_unit`: for every item, or for one (a box of this, a box of that).
create table unit_conversion (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id        uuid not null default gen_random_uuid(),
  item_id   uuid,
  from_unit text not null,
  to_unit   text not null,
  factor    numeric(18,9) not null check (factor > 0),
  primary key (tenant_id, id),
  unique nulls not distinct (tenant_id, item_id, from_unit, to_unit),
  check (from_unit <> to_unit),
  foreign key (tenant_id, item_id) references item (tenant_id, id),
  foreign key (tenant_id, from_unit) references unit (tenant_id, code),
  foreign key (tenant_id, to_unit) references unit (tenant_id, code)
);

-- The sum of an item's movements at a location, kept with them. Its row is what writers of stock lock.
create table stock_level (
  tenant_id   text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  item_id     uuid not null,
  location_id uuid not null,
  quantity    numeric(18,6) not null,
  primary key (tenant_id, item_id, location_id),
  foreign key (tenant_id, item_id) references item (tenant_id, id),
  foreign key (tenant_id, location_id) references location (tenant_id, id)
);

-- `quantity_exact` is in the item's base unit (`item.unit`), `unit_quantity` in the unit the caller used.
-- The limit is twice that of a level, so that a whole part always fits the integer column on the way back.
alter table movement
  add column quantity_exact numeric(18,6) check (abs(quantity_exact) <= 2000000000),
  add column unit text,
  add column unit_quantity numeric(18,6),
  alter column quantity drop not null;

alter table reservation
  add column quantity_exact numeric(18,6) check (quantity_exact between 0 and 1000000000),
  alter column quantity drop not null;

alter table reorder_point
  add column quantity_exact numeric(18,6) check (quantity_exact between 0 and 1000000000),
  alter column quantity drop not null;
