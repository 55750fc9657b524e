-- Reservations change no stock on hand, which never falls below what it was.
drop table reservation;
