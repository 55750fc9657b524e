ALTER TABLE public.guest RENAME COLUMN mail TO email;
ALTER INDEX public.guest_mail_key RENAME TO guest_email_key;
