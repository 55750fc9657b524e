-- phase: expand

comment on table item is 'what is sold';

-- == down.sql
-- a comment has no way back
