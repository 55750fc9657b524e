CREATE VIEW public.occupancy AS
WITH days AS (SELECT r.id, r.name, count(b.*) AS bookings FROM public.room r LEFT JOIN public.booking b ON b.room_id = r.id GROUP BY r.id)
SELECT days.*, rank() OVER (ORDER BY days.bookings DESC) AS rank FROM days;
CREATE PROCEDURE public.release_held(older_than interval) LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.booking SET state = 'RELEASED' WHERE state = 'HELD' AND starts_at < now() - older_than;
END $$;
