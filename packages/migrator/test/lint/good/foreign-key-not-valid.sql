-- phase: expand

alter table movement add constraint movement_place foreign key (tenant_id, item_id) references item (tenant_id, id) not valid;

-- == down.sql
alter table movement drop constraint movement_place;
