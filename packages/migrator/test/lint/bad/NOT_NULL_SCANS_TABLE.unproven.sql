-- phase: expand

alter table item alter column note set not null;

-- == down.sql
alter table item alter column note drop not null;
