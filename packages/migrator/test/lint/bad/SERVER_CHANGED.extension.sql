-- phase: expand

create extension if not exists pgcrypto;

-- == down.sql
select 1;
