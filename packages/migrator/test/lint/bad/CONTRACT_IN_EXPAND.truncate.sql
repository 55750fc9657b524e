-- phase: expand

truncate location;

-- == down.sql
select 1;
