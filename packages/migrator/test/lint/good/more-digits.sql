-- phase: expand

alter table item alter column price type numeric(14,2);

-- == down.sql
alter table item alter column price type numeric(10,2);
