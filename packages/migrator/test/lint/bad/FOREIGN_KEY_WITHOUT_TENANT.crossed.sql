-- phase: expand

create table shop (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null,
  item_id text,
  primary key (tenant_id, id),
  foreign key (tenant_id, item_id) references item (sku, tenant_id)
);

-- == down.sql
drop table shop;
