-- AlterEnum
ALTER TYPE "Visibility" ADD VALUE 'unlisted';
