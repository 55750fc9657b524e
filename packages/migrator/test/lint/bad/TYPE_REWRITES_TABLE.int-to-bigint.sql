-- phase: expand

alter table item alter column weight type bigint;

-- == down.sql
alter table item alter column weight type integer;
