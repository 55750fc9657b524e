-- phase: expand

create index item_name on item (tenant_id, name);

-- == down.sql
drop index item_name;
