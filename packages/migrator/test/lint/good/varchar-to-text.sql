-- phase: expand

alter table item alter column name type text;

-- == down.sql
alter table item alter column name type varchar(40);
