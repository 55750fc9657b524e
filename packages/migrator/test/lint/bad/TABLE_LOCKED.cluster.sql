-- phase: expand

cluster item using item_pkey;

-- == down.sql
select 1;
