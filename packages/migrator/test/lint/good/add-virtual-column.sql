-- phase: expand

alter table item add column label text generated always as (sku) virtual;

-- == down.sql
alter table item drop column label;
