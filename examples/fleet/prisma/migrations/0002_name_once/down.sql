drop index item_name;
alter table item drop column price;
