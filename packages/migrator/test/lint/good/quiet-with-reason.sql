-- phase: expand

-- tenon-lint-disable-next-line INDEX_BLOCKS_WRITES: the table has at most a hundred rows per tenant
create index location_code on location (tenant_id, code);

-- == down.sql
drop index location_code;
