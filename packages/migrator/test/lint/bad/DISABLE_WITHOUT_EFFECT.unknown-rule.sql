-- phase: contract

-- tenon-lint-disable-next-line NO_SUCH_RULE: because
drop view stock;
