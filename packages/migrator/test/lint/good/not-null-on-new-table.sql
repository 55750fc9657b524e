-- phase: expand

create table shop (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null,
  primary key (tenant_id, id)
);
alter table shop add column code text;
alter table shop alter column code set not null;

-- == down.sql
drop table shop;
