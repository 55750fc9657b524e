-- phase: contract

drop view stock;
drop table movement;
