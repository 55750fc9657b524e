-- phase: expand

-- A reservation holds stock while it is live: not closed, and before `expires_at`. Nothing has to
-- clean up after one that expired.
create table reservation (
  tenant_id   text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id          uuid not null default gen_random_uuid(),
  item_id     uuid not null,
  location_id uuid not null,
  quantity    integer not null check (quantity >= 0),
  reference   text,
  expires_at  timestamptz(3) not null,
  created_at  timestamptz(3) not null,
  closed_at   timestamptz(3),
  outcome     text check (outcome in ('shipped', 'released')),
  primary key (tenant_id, id),
  check ((closed_at is null) = (outcome is null)),
  foreign key (tenant_id, item_id) references item (tenant_id, id),
  foreign key (tenant_id, location_id) references location (tenant_id, id)
);

-- Sums what is held of one item at one location; closed reservations are the many.
create index reservation_open on reservation (tenant_id, item_id, location_id, expires_at) where closed_at is null;
