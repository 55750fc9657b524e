-- phase: expand

create view heavy_item as select * from item where weight > 10;

-- == down.sql
drop view heavy_item;
