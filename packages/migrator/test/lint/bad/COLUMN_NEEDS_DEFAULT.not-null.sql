-- phase: expand

alter table item add column grade integer not null;

-- == down.sql
alter table item drop column grade;
