-- phase: expand

create role reader;

-- == down.sql
select 1;
