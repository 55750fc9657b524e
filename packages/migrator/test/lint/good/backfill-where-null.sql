-- phase: backfill

update item set note = name where note is null;

-- == down.sql
select 1;
