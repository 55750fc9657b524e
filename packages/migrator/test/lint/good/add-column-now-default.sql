-- phase: expand

alter table item add column seen_at timestamptz not null default now();

-- == down.sql
alter table item drop column seen_at;
