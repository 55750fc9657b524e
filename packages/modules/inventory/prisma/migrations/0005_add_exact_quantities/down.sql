-- 0006's way back has written the whole quantities already.
alter table reorder_point alter column quantity set not null, drop column quantity_exact;
alter table reservation alter column quantity set not null, drop column quantity_exact;
alter table movement alter column quantity set not null, drop column unit_quantity, drop column unit, drop column quantity_exact;
drop table stock_level;
drop table unit_conversion;
drop table unit;
