-- phase: irreversible

alter table item drop column note;
