-- phase: contract
-- run: outside

drop index concurrently movement_item;
