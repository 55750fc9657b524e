-- phase: expand
-- run: outside

create unique index concurrently location_code on location (tenant_id, code);

-- == down.sql
drop index location_code;
