-- phase: expand

alter table item add column first text, add column last text;

-- == down.sql
alter table item drop column first, drop column last;

-- == restore.sql
update item set first = note where first is null;
