-- phase: backfill

insert into location (code) select sku from item;

-- == down.sql
select 1;
