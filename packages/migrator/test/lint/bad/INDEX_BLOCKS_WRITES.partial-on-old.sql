-- phase: expand

create index item_note on item (tenant_id, note) where note is not null;

-- == down.sql
drop index item_note;
