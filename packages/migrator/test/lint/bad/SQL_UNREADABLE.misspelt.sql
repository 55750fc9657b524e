-- phase: expand

craete table shop ();

-- == down.sql

