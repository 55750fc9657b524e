-- phase: expand

alter table item add column token uuid not null default gen_random_uuid();

-- == down.sql
alter table item drop column token;
