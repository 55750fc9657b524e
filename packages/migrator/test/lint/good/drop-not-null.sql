-- phase: expand

alter table item alter column name drop not null;

-- == down.sql
alter table item alter column name set not null;
