-- phase: expand

create function half(value numeric) returns numeric language sql immutable as $$ select value / 2 $$;

-- == down.sql
drop function half(numeric);
