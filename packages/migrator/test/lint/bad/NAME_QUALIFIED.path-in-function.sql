-- phase: expand

create function first_item() returns text language sql set search_path = public as $$ select 'x' $$;

-- == down.sql
drop function first_item();
