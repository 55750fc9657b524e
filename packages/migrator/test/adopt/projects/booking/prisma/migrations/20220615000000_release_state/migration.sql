UPDATE public.booking SET state = 'CONFIRMED' WHERE state = 'HELD' AND starts_at < now();
CREATE INDEX booking_held_idx ON public.booking (starts_at) WHERE state = 'HELD'::public.booking_state;
