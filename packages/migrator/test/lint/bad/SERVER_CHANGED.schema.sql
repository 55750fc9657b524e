-- phase: expand

create schema archive;

-- == down.sql
select 1;
