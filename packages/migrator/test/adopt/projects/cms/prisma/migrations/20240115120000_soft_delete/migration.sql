-- AlterTable
ALTER TABLE "pages" ADD COLUMN "deleted_at" TIMESTAMPTZ(6), ADD COLUMN "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- Only living pages compete for a slug. Prisma cannot say this.
CREATE UNIQUE INDEX "pages_slug_locale_living" ON public."pages"("slug", "locale") WHERE "deleted_at" IS NULL;
