-- phase: expand

alter table item add constraint item_weight check (weight >= 0) not valid;

-- == down.sql
alter table item drop constraint item_weight;
