-- phase: expand
-- run: batches

alter table item add column grade integer;

-- == down.sql
alter table item drop column grade;
