-- phase: backfill

insert into location (code) select distinct sku from item on conflict do nothing;

-- == down.sql
select 1;
