-- phase: expand

create materialized view busiest as select tenant_id, item_id, sum(quantity) as quantity from movement group by tenant_id, item_id;

-- == down.sql
drop materialized view busiest;
