-- phase: expand

create function owner_of(name text) returns oid language plpgsql as $$ begin return (select relowner from pg_catalog.pg_class where relname = name); end $$;

-- == down.sql
drop function owner_of(text);
