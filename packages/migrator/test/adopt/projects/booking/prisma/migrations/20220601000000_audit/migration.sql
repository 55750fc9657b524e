-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "what" TEXT NOT NULL,
    "change" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

CREATE FUNCTION public.audit() RETURNS trigger LANGUAGE plpgsql AS $audit$
DECLARE
  new_row jsonb := to_jsonb(NEW);
  old_row jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
  entry public.audit_entry%ROWTYPE;
BEGIN
  entry.what := TG_TABLE_NAME || ' ' || lower(TG_OP);
  entry.change := jsonb_build_object('new', new_row, 'old', old_row);
  INSERT INTO public.audit_entry (what, change) VALUES (entry.what, entry.change);
  RETURN NULL;
END $audit$;

CREATE TRIGGER audit AFTER INSERT OR UPDATE ON public.booking FOR EACH ROW EXECUTE FUNCTION public.audit();
