-- phase: expand

alter index movement_item rename to movement_by_item;

-- == down.sql
alter index movement_by_item rename to movement_item;
