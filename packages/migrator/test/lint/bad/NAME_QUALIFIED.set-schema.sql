-- phase: contract

alter table location set schema archive;
