-- phase: backfill
-- run: batches

update item set note = name where (tenant_id, id) in (select tenant_id, id from item where note is null limit 1000);
update item set weight = 0 where (tenant_id, id) in (select tenant_id, id from item where weight is null limit 1000);

-- == down.sql
select 1;
