-- phase: backfill

update item set note = '' where note is null;
alter table item alter column note set not null;

-- == down.sql
alter table item alter column note drop not null;
