-- phase: expand
-- run: outside

create index concurrently item_name on item (tenant_id, name);

-- == down.sql
select 1;
