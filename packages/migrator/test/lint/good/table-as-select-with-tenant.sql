-- phase: expand

create table item_copy as select tenant_id, id from item;

-- == down.sql
drop table item_copy;
