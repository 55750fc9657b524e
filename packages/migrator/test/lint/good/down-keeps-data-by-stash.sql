-- phase: backfill

insert into location (code) values ('MAIN') on conflict do nothing;

-- == down.sql
delete from location where code = 'MAIN';
