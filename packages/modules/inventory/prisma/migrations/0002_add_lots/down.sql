-- Stock is the sum of all movements, with or without a lot, so it stays what it was.
alter table movement drop column lot_id;
drop table lot;
