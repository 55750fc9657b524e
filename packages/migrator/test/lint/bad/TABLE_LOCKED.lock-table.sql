-- phase: expand

lock table item in exclusive mode;

-- == down.sql
select 1;
