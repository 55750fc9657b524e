-- phase: backfill

insert into location (code) select i.sku from item i left join location l on l.code = i.sku where l.id is null;

-- == down.sql
select 1;
