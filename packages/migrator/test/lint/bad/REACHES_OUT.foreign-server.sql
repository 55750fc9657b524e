-- phase: expand

create server far foreign data wrapper postgres_fdw;

-- == down.sql
select 1;
