CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;

ALTER TABLE "pages" ADD COLUMN "search" tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, "title")) STORED;
CREATE INDEX "pages_search_idx" ON "pages" USING gin ("search");

CREATE FUNCTION public.slugify(title text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  RETURN lower(regexp_replace(title, '[^A-Za-z0-9]+', '-', 'g'));
