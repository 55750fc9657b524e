-- phase: expand

create sequence item_number;

-- == down.sql
drop sequence item_number;
