-- phase: expand

alter system set fsync = off;

-- == down.sql
select 1;
