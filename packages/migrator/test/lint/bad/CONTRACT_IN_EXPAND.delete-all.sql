-- phase: backfill

delete from location;

-- == down.sql
select 1;
