-- phase: expand

create function f() returns int language plpython3u as $$ return 1 $$;

-- == down.sql
drop function f();
