-- phase: backfill

update location set code = nextval('public.codes')::text where code is null;

-- == down.sql
select 1;
