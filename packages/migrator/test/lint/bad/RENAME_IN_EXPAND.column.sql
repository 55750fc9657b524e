-- phase: expand

alter table item rename column note to remark;

-- == down.sql
alter table item rename column remark to note;
