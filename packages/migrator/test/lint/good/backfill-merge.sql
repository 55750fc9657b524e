-- phase: backfill

merge into location l using item i on l.code = i.sku when not matched then insert (code) values (i.sku);

-- == down.sql
select 1;
