ALTER TABLE public.guest DROP COLUMN phone;
