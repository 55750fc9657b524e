-- phase: expand

create table event (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  at timestamptz not null,
  primary key (tenant_id, at)
) partition by range (at);
create table event_2026 partition of event for values from ('2026-01-01') to ('2027-01-01');

-- == down.sql
drop table event_2026;
drop table event;
