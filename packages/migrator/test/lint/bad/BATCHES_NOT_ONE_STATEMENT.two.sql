-- phase: backfill
-- run: batches

update item set note = name where (tenant_id, id) in (select tenant_id, id from item where note is null limit current_setting('tenon.batch_rows')::int);
update item set weight = 0 where (tenant_id, id) in (select tenant_id, id from item where weight is null limit current_setting('tenon.batch_rows')::int);

-- == down.sql
select 1;
