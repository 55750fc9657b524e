-- Überschrift heißt jetzt Titel
ALTER TABLE "pages" RENAME COLUMN "headline" TO "title";
ALTER TABLE "pages" ADD COLUMN "locale" VARCHAR(5) NOT NULL DEFAULT 'en', ADD COLUMN "meta" JSONB;
