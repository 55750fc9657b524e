-- phase: expand

alter table item add column grade integer;

-- == down.sql
alter table item drop column grade, drop column note;
