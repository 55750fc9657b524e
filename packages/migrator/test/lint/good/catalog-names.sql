-- phase: expand

alter table item add column kind pg_catalog.text default pg_catalog.lower('A');

-- == down.sql
alter table item drop column kind;
