-- phase: expand

create table shop (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null,
  primary key (tenant_id, id)
);
create unique index shop_lower on shop (tenant_id, lower(id::text));

-- == down.sql
drop table shop;
