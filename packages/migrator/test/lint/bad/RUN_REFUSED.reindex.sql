-- phase: expand
-- run: outside

reindex index concurrently movement_item;

-- == down.sql
select 1;
