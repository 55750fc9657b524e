-- phase: expand

alter type mood add value 'idle';
alter table item alter column mood set default 'idle';

-- == down.sql
alter table item alter column mood drop default;
