-- phase: expand

create table shop (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null,
  item_id uuid,
  primary key (tenant_id, id),
  foreign key (item_id) references item (id)
);

-- == down.sql
drop table shop;
