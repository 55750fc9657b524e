-- phase: expand

alter default privileges grant select on tables to public;

-- == down.sql
select 1;
