-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration.


ALTER TYPE "BlockKind" ADD VALUE 'CODE';
