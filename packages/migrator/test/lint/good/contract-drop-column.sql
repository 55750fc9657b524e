-- phase: contract

alter table item drop column note;
