-- phase: expand
-- run: outside

alter type mood add value if not exists 'idle';

-- == down.sql
select 1;
