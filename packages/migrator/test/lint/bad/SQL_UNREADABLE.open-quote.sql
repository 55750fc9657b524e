-- phase: expand

update item set note = 'open;

-- == down.sql

