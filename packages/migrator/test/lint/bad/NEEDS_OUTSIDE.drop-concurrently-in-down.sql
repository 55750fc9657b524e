-- phase: expand
-- run: outside

create index concurrently item_name on item (tenant_id, name);

-- == down.sql
drop index concurrently item_name;
