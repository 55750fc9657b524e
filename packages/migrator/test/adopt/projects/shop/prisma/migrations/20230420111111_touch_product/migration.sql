-- Prisma's @updatedAt does not see raw SQL.
CREATE OR REPLACE FUNCTION "public"."touch_updated_at"() RETURNS trigger AS $$
BEGIN
  NEW."updatedAt" = CURRENT_TIMESTAMP;
  RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER "Product_touch" BEFORE UPDATE ON "public"."Product"
  FOR EACH ROW EXECUTE FUNCTION "public"."touch_updated_at"();

CREATE OR REPLACE FUNCTION public.order_total(target integer) RETURNS numeric LANGUAGE sql STABLE AS $body$
  -- The sum of public.order_items, not what was promised.
  SELECT coalesce(sum(i."quantity" * i."unitPrice"), 0) FROM public.order_items i WHERE i."orderId" = target;
$body$;

CREATE OR REPLACE FUNCTION public.renew_total() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  changed "public"."Order"."id"%TYPE := coalesce(NEW."orderId", OLD."orderId");
  before public."Order"%ROWTYPE;
BEGIN
  SELECT * INTO before FROM public."Order" WHERE "id" = changed FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  UPDATE public."Order" SET "total" = public.order_total(changed) WHERE "id" = changed AND before."status" <> 'CANCELLED'::public."OrderStatus";
  RETURN NULL;
END;
$body$;

CREATE TRIGGER renew_total AFTER INSERT OR UPDATE OR DELETE ON public.order_items FOR EACH ROW EXECUTE FUNCTION public.renew_total();
