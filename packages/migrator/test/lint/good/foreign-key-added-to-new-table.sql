-- phase: expand

create table shop (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null,
  primary key (tenant_id, id)
);
alter table shop add column item_id uuid;
alter table shop add constraint shop_item foreign key (tenant_id, item_id) references item (tenant_id, id);

-- == down.sql
drop table shop;
