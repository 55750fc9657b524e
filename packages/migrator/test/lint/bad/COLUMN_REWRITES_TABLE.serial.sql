-- phase: expand

alter table item add column number bigserial;

-- == down.sql
alter table item drop column number;
