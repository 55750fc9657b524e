-- phase: backfill

update item set note = public.slug(name) where note is null;

-- == down.sql
select 1;
