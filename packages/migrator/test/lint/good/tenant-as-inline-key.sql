-- phase: expand

create table preference (
  tenant_id text primary key default nullif(current_setting('tenon.tenant_id', true), ''),
  theme text
);

-- == down.sql
drop table preference;
