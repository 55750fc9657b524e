-- phase: expand
-- run: outside

vacuum full item;

-- == down.sql
select 1;
