-- phase: expand

do $$ begin execute 'select 1'; end $$;

-- == down.sql
select 1;
