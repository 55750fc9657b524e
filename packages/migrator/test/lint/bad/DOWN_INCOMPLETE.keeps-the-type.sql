-- phase: expand

alter table item alter column name type text;

-- == down.sql
select 1;
