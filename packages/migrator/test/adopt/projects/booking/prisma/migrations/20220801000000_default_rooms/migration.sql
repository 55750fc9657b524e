-- phase: backfill
INSERT INTO public.room (name, capacity) VALUES ('Public room', 12), ('Board room', 6) ON CONFLICT (name) DO NOTHING;
