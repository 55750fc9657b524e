-- phase: expand

vacuum item;

-- == down.sql
select 1;
