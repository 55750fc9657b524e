-- phase: expand

reindex table item;

-- == down.sql
select 1;
