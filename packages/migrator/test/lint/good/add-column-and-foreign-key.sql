-- phase: expand

alter table item add column place uuid, add constraint item_place foreign key (tenant_id, place) references location (tenant_id, id);

-- == down.sql
alter table item drop column place;
