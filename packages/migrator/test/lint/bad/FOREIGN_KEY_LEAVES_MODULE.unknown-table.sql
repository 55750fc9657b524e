-- phase: expand

create table shop (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null,
  user_id uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id)
);

-- == down.sql
drop table shop;
