-- phase: expand

reset all;
create table shop (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null,
  primary key (tenant_id, id)
);

-- == down.sql
drop table shop;
