-- Renamed by hand: Prisma would have dropped and created.
ALTER TABLE "public"."OrderLine" RENAME TO "order_items";
ALTER TABLE "public"."order_items" RENAME CONSTRAINT "OrderLine_pkey" TO "order_items_pkey";
ALTER TABLE "public"."order_items" RENAME CONSTRAINT "OrderLine_orderId_fkey" TO "order_items_orderId_fkey";
ALTER TABLE "public"."order_items" RENAME CONSTRAINT "OrderLine_productId_fkey" TO "order_items_productId_fkey";
