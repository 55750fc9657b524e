-- CreateTable
CREATE TABLE "revisions" (
    "id" SERIAL NOT NULL,
    "page_id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "revisions_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_page_id_fkey" FOREIGN KEY ("page_id") REFERENCES "pages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE FUNCTION keep_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.title IS DISTINCT FROM OLD.title THEN
    INSERT INTO revisions (page_id, title) VALUES (OLD.id, OLD.title);
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER keep_revision AFTER UPDATE ON pages FOR EACH ROW EXECUTE PROCEDURE keep_revision();
