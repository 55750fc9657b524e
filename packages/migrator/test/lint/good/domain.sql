-- phase: expand

create domain code as text check (value <> '');

-- == down.sql
drop domain code;
