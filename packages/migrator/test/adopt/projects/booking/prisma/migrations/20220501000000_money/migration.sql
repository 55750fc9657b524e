CREATE DOMAIN public.cents AS integer CHECK (VALUE >= 0);
CREATE TYPE public.price AS (amount integer, currency char(3));
ALTER TABLE public.booking ADD COLUMN cents public.cents NOT NULL DEFAULT 0;
CREATE FUNCTION public.price_of(b public.booking) RETURNS public.price LANGUAGE sql STABLE AS $$
  SELECT (b.cents, 'EUR')::public.price
$$;
