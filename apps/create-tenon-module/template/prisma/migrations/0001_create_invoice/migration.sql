-- phase: expand

create table invoice (
  tenant_id  text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id         uuid not null default gen_random_uuid(),
  code       text not null,
  name       text not null,
  created_at timestamptz(3) not null,
  primary key (tenant_id, id),
  unique (tenant_id, code)
);
