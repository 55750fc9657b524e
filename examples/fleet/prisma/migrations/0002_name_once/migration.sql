-- phase: expand
alter table item add column price numeric(10,2);
create unique index item_name on item (tenant_id, name);
