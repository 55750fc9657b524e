-- phase: backfill
-- run: batches

update item set note = name where (tenant_id, id) in (select tenant_id, id from item where note is null limit 5000);

-- == down.sql
select 1;
