-- AlterEnum
ALTER TYPE "public"."Role" ADD VALUE 'STAFF' BEFORE 'ADMIN';
