-- phase: contract

drop index movement_item;
