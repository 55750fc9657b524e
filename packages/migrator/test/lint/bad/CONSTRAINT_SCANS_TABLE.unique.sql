-- phase: expand

alter table location add constraint location_code unique (tenant_id, code);

-- == down.sql
alter table location drop constraint location_code;
