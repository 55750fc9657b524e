-- phase: expand

create function count_items() returns bigint language sql security definer as $$ select count(*) from item $$;

-- == down.sql
drop function count_items();
