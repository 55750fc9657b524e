-- phase: contract

alter table movement drop column quantity;
alter table reservation drop column quantity;
alter table reorder_point drop column quantity;
