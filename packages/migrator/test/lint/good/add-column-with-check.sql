-- phase: expand

alter table item add column grade integer check (grade > 0);

-- == down.sql
alter table item drop column grade;
