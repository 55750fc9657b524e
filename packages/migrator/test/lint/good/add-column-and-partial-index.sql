-- phase: expand

alter table item add column place uuid;
create index item_place on item (tenant_id, place, sku) where place is not null;

-- == down.sql
alter table item drop column place;
