-- phase: backfill

update item set weight = weight + 1 where sku like 'A%';

-- == down.sql
select 1;
