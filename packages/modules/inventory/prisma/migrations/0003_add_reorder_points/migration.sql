-- phase: expand

create table reorder_point (
  tenant_id   text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  item_id     uuid not null,
  location_id uuid not null,
  quantity    integer not null check (quantity >= 0),
  primary key (tenant_id, item_id, location_id),
  foreign key (tenant_id, item_id) references item (tenant_id, id),
  foreign key (tenant_id, location_id) references location (tenant_id, id)
);
