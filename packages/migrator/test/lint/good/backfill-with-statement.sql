-- phase: backfill

with total as (select item_id, sum(quantity) as quantity from movement group by item_id) update item set weight = total.quantity from total where total.item_id = item.id and item.weight is null;

-- == down.sql
select 1;
