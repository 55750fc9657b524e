-- phase: backfill

drop table location;

-- == down.sql
create table location (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null default gen_random_uuid(),
  code text not null,
  primary key (tenant_id, id)
);
