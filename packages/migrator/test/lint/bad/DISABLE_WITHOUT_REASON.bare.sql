-- phase: contract

-- tenon-lint-disable-next-line TABLE_LOCKED
drop view stock;
