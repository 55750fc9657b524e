-- phase: expand

create table shelf (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null,
  parent_id uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, parent_id) references shelf (tenant_id, id)
);

-- == down.sql
drop table shelf;
