-- phase: backfill

insert into location (code) select sku from item i where not exists (select from location l where l.code = i.sku);

-- == down.sql
select 1;
