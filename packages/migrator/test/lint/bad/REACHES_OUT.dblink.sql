-- phase: backfill

insert into location (code) select code from dblink('host=x', 'select code from l') as t(code text) on conflict do nothing;

-- == down.sql
select 1;
