-- phase: expand

create table shop as select sku, name from item;

-- == down.sql
drop table shop;
