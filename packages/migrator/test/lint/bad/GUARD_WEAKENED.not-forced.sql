-- phase: contract

alter table item no force row level security;
