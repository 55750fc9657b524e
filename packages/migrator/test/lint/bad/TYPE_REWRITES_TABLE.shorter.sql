-- phase: expand

alter table item alter column name type varchar(10);

-- == down.sql
alter table item alter column name type varchar(40);
