-- phase: expand

alter table item add column label text generated always as (sku || ' ' || name) stored;

-- == down.sql
alter table item drop column label;
