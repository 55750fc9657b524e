-- phase: expand

create table slot (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null,
  during tstzrange,
  primary key (tenant_id, id),
  exclude using gist (tenant_id with =, during with &&)
);

-- == down.sql
drop table slot;
