-- phase: contract

drop schema archive cascade;
