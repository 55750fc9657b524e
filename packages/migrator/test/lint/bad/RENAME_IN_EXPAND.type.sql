-- phase: expand

alter type mood rename to temper;

-- == down.sql
alter type temper rename to mood;
