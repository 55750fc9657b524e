-- phase: contract

alter table location rename to place;
