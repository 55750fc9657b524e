-- phase: backfill

update item set note = name where note is distinct from name;

-- == down.sql
select 1;
