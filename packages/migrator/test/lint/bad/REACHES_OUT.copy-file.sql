-- phase: expand

copy item from '/tmp/items.csv';

-- == down.sql
select 1;
