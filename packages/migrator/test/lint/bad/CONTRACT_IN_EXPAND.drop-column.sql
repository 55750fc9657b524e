-- phase: expand

alter table item drop column note;

-- == down.sql
alter table item add column note text;
