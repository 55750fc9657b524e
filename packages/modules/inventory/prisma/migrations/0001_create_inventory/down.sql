drop table movement;
drop function refuse_movement_change();
drop table location;
drop table item;
