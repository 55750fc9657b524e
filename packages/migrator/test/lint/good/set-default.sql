-- phase: expand

alter table item alter column note set default '';

-- == down.sql
alter table item alter column note drop default;
