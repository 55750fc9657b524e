-- phase: expand



-- == down.sql

