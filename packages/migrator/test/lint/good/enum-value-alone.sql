-- phase: expand

alter type mood add value 'idle';

-- == down.sql
select 1;
