-- phase: expand

create table shop (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null,
  primary key (tenant_id, id)
);
create table scratch (tenant_id text, n int);
drop table scratch;

-- == down.sql
drop table shop;
