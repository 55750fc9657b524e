-- phase: expand

create table shop (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null default gen_random_uuid(),
  code text not null,
  item_id uuid not null,
  primary key (tenant_id, id),
  unique (tenant_id, code),
  foreign key (tenant_id, item_id) references item (tenant_id, id) on delete cascade
);
create index shop_item on shop (tenant_id, item_id);

-- == down.sql
drop table shop;
