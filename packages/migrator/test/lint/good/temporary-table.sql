-- phase: backfill

create temporary table chosen on commit drop as select id from item where note is null;
update item set note = name where id in (select id from chosen) and note is null;

-- == down.sql
select 1;
