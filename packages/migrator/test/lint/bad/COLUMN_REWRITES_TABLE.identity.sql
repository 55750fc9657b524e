-- phase: expand

alter table item add column number bigint generated always as identity;

-- == down.sql
alter table item drop column number;
