-- phase: expand

alter table item alter column sku set statistics 500;

-- == down.sql
alter table item alter column sku set statistics -1;
