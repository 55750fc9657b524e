-- phase: expand
create table item (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id int not null,
  name text not null,
  primary key (tenant_id, id)
);
