-- phase: expand

create table shop (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  id uuid not null,
  primary key (tenant_id, id)
);
create policy all_rows on shop using (true);

-- == down.sql
drop table shop;
