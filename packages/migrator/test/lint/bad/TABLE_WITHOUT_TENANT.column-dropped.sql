-- phase: contract

alter table location drop column tenant_id;
