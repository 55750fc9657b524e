-- phase: expand
-- run: outside

create index concurrently on item (tenant_id, name);

-- == down.sql
drop index item_tenant_id_name_idx;
