-- phase: backfill

update item set note = name;

-- == down.sql
select 1;
