-- phase: expand

create function one() returns int language sql as $$ select 1 $$;

-- == down.sql
select 1;
