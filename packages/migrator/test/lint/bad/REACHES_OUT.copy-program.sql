-- phase: expand

copy item to program 'cat > /tmp/x';

-- == down.sql
select 1;
