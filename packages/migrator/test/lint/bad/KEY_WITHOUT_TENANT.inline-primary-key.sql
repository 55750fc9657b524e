-- phase: expand

create table shop (
  id uuid primary key,
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), '')
);

-- == down.sql
drop table shop;
