-- phase: contract

alter table item disable row level security;
