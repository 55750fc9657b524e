CREATE SEQUENCE "public"."order_number_seq" START WITH 1000;

-- AlterTable
ALTER TABLE "public"."Order" ADD COLUMN "number" TEXT NOT NULL DEFAULT ('O-' || nextval('"public"."order_number_seq"'::regclass));

-- CreateIndex
CREATE UNIQUE INDEX "Order_number_key" ON "public"."Order"("number");

ALTER SEQUENCE "public"."order_number_seq" OWNED BY "public"."Order"."number";
SELECT setval('public.order_number_seq', (SELECT 1000 + count(*) FROM "public"."Order"));
