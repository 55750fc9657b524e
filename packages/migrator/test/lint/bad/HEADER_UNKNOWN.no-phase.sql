
select 1;

-- == down.sql
select 1;
