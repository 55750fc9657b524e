-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "pg_trgm";

-- AlterTable
ALTER TABLE "public"."Product" ADD COLUMN     "attributes" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "isPublished" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "stock" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

ALTER TABLE "public"."Product" ADD CONSTRAINT "Product_stock_check" CHECK ("stock" >= 0);

-- CreateIndex
CREATE INDEX "Product_title_idx" ON "public"."Product" USING GIN ("title" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "Product_published_idx" ON "public"."Product"("price" DESC) WHERE "isPublished";
