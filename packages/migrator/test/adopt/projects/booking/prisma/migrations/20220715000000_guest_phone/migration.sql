-- phase: expand
ALTER TABLE public.guest ADD COLUMN phone text;
