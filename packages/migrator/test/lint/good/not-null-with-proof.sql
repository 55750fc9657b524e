-- phase: expand

alter table item add constraint item_note check (note is not null) not valid;
alter table item validate constraint item_note;
alter table item alter column note set not null;
alter table item drop constraint item_note;

-- == down.sql
alter table item alter column note drop not null;
