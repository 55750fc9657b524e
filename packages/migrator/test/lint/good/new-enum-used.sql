-- phase: expand

create type size as enum ('small', 'large');
alter table item add column size size not null default 'small';

-- == down.sql
alter table item drop column size;
drop type size;
