-- phase: expand

drop view stock;

-- == down.sql
create view stock as select tenant_id, item_id, sum(quantity) as quantity from movement group by tenant_id, item_id;
