-- phase: expand

alter table movement add column place uuid default '00000000-0000-0000-0000-000000000000', add constraint movement_place foreign key (tenant_id, place) references location (tenant_id, id);

-- == down.sql
alter table movement drop column place;
