-- phase: expand

create table product (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id        uuid not null default gen_random_uuid(),
  name      text not null,
  colour    text not null,
  primary key (tenant_id, id)
);
