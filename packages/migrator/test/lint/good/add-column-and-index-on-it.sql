-- phase: expand

alter table item add column grade integer;
create index item_grade on item (tenant_id, grade);

-- == down.sql
drop index item_grade;
alter table item drop column grade;
