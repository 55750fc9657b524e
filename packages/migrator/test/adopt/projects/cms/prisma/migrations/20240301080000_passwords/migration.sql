CREATE EXTENSION IF NOT EXISTS "pgcrypto";

-- AlterTable
ALTER TABLE "authors" ADD COLUMN "password_hash" TEXT;

CREATE FUNCTION public.check_password(who text, attempt text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM public.authors WHERE handle = who AND password_hash = crypt(attempt, password_hash));
END $$;

INSERT INTO "authors" ("handle", "password_hash") VALUES ('editor', crypt('changeme', gen_salt('bf', 4)));
