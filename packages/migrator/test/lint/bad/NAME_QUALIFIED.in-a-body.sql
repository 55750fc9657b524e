-- phase: expand

create function first_item() returns text language sql set search_path from current as $$ select name from public.item limit 1 $$;

-- == down.sql
drop function first_item();
