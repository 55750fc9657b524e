-- phase: expand

alter table item add column grade integer, add column shade text;

-- == down.sql
alter table item drop column grade;
