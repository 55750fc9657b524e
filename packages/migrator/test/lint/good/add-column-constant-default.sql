-- phase: expand

alter table item add column grade integer not null default 1;

-- == down.sql
alter table item drop column grade;
