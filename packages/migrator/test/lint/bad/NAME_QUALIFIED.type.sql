-- phase: expand

alter table item add column flag public.flag;

-- == down.sql
alter table item drop column flag;
