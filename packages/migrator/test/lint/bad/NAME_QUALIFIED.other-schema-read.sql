-- phase: backfill

update item set note = o.note from other.item o where o.id = item.id and item.note is null;

-- == down.sql
select 1;
