DELETE FROM public.room WHERE name IN ('Public room', 'Board room') AND NOT EXISTS (SELECT 1 FROM public.booking WHERE room_id = room.id);
