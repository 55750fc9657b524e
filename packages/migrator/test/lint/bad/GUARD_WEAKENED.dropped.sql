-- phase: contract

drop policy tenon_guard on item;
