-- phase: expand

create table shop (id uuid not null, name text);

-- == down.sql
drop table shop;
