-- CreateEnum
CREATE TYPE "Visibility" AS ENUM ('public', 'private');

-- AlterTable
ALTER TABLE "pages" ADD COLUMN "visibility" "Visibility" NOT NULL DEFAULT 'private';

UPDATE "pages" SET "visibility" = 'public' WHERE "slug" = 'public';
