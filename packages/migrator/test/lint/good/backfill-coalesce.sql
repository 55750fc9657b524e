-- phase: backfill

update item set note = coalesce(note, name), weight = coalesce(weight, 0);

-- == down.sql
select 1;
