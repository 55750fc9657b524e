-- phase: backfill

alter type mood add value 'idle';
update item set mood = 'idle' where mood is null;

-- == down.sql
select 1;
