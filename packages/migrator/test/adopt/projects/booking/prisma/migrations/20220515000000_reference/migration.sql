CREATE SEQUENCE public.booking_reference_seq AS integer START 5000;
ALTER TABLE public.booking ADD COLUMN reference integer NOT NULL DEFAULT nextval('public.booking_reference_seq');
ALTER SEQUENCE public.booking_reference_seq OWNED BY public.booking.reference;
