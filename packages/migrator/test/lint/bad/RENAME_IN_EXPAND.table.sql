-- phase: expand

alter table location rename to place;

-- == down.sql
alter table place rename to location;
