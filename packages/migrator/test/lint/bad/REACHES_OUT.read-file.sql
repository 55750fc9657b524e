-- phase: expand

select pg_read_file('/etc/passwd');

-- == down.sql
select 1;
