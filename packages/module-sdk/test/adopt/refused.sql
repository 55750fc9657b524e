-- Every line below a mark must be refused, for the reason the mark names; no other line may be.

-- refused: schema
CREATE SCHEMA "audit";
-- refused: schema
CREATE SCHEMA IF NOT EXISTS billing AUTHORIZATION app;
-- refused: schema
DROP SCHEMA public CASCADE;
-- refused: schema
ALTER SCHEMA public RENAME TO old;
-- refused: schema
ALTER TABLE "Order" SET SCHEMA archive;
-- refused: other-schema
CREATE TABLE "auth"."User" (id uuid PRIMARY KEY);
-- refused: other-schema
INSERT INTO "Order" (id) SELECT id FROM legacy.orders;
-- refused: other-schema
ALTER TABLE "Order" ADD CONSTRAINT "Order_userId_fkey" FOREIGN KEY ("userId") REFERENCES "auth"."users"("id");
-- refused: other-schema
CREATE TABLE a (id uuid DEFAULT extensions.uuid_generate_v4());
-- refused: other-schema
CREATE TABLE b (role other.role NOT NULL);
-- refused: other-schema
CREATE TABLE c (id int DEFAULT nextval('audit.c_id_seq'::regclass));
-- refused: other-schema
DROP TABLE public."Order", audit.log;
-- refused: other-schema
COMMENT ON COLUMN audit.log.id IS 'x';
-- refused: other-schema
SELECT * FROM pg_temp.scratch;
-- refused: other-schema
SELECT * FROM app.public."Order";
-- refused: database
ALTER DATABASE app SET timezone TO 'UTC';
-- refused: database
ALTER SYSTEM SET work_mem = '1GB';
-- refused: database
CREATE TABLESPACE fast LOCATION '/mnt/fast';
-- refused: database
CREATE TABLE d (id int) TABLESPACE fast;
-- refused: database
CREATE INDEX e ON "Order" (id) TABLESPACE fast;
-- refused: database
ALTER TABLE "Order" SET TABLESPACE fast;
-- refused: database
VACUUM ANALYZE "Order";
-- refused: database
CREATE DATABASE other;
-- refused: database
CHECKPOINT;
-- refused: catalog
SELECT 1 FROM information_schema.tables WHERE table_schema = 'public';
-- refused: catalog
DELETE FROM pg_enum WHERE enumlabel = 'OLD';
-- refused: catalog
UPDATE pg_catalog.pg_index SET indisvalid = false;
-- refused: catalog
CREATE VIEW tables AS SELECT relname FROM pg_class;
-- refused: role
CREATE ROLE app LOGIN PASSWORD 'secret';
-- refused: role
ALTER USER app WITH SUPERUSER;
-- refused: role
DROP ROLE IF EXISTS app;
-- refused: role
GRANT admin TO app;
-- refused: role
SET ROLE app;
-- refused: role
ALTER TABLE "Order" OWNER TO app;
-- refused: role
ALTER FUNCTION total() OWNER TO app;
-- refused: role
REASSIGN OWNED BY app TO other;
-- refused: role
SET LOCAL SESSION AUTHORIZATION app;
-- refused: grant
GRANT SELECT ON "Order" TO app;
-- refused: grant
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- refused: grant
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app;
-- refused: policy
ALTER TABLE "Order" ENABLE ROW LEVEL SECURITY;
-- refused: policy
ALTER TABLE "Order" NO FORCE ROW LEVEL SECURITY;
-- refused: policy
CREATE POLICY open ON "Order" USING (true);
-- refused: policy
DROP POLICY tenon_guard ON "Order";
-- refused: replication
CREATE PUBLICATION everything FOR ALL TABLES;
-- refused: replication
CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p;
-- refused: replication
ALTER TABLE "Order" REPLICA IDENTITY FULL;
-- refused: replication
SELECT pg_logical_emit_message(true, 'a', 'b');
-- refused: event-trigger
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch();
-- refused: event-trigger
DROP EVENT TRIGGER watch;
-- refused: foreign-data
CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw;
-- refused: foreign-data
CREATE FOREIGN TABLE f (id int) SERVER remote;
-- refused: foreign-data
IMPORT FOREIGN SCHEMA public FROM SERVER remote INTO public;
-- refused: foreign-data
SELECT * FROM dblink('dbname=other', 'select 1') AS t(id int);
-- refused: extension
CREATE EXTENSION postgres_fdw;
-- refused: extension
CREATE EXTENSION IF NOT EXISTS dblink WITH SCHEMA public;
-- refused: extension
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA extensions;
-- refused: extension
CREATE EXTENSION postgis;
-- refused: extension-change
ALTER EXTENSION citext UPDATE;
-- refused: extension-change
COMMENT ON EXTENSION citext IS 'case-insensitive';
-- refused: extension-change
ALTER EXTENSION citext SET SCHEMA public;
-- refused: materialized-view
CREATE MATERIALIZED VIEW totals AS SELECT sum(total) FROM "Order";
-- refused: materialized-view
REFRESH MATERIALIZED VIEW totals;
-- refused: security-definer
CREATE FUNCTION peek() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$;
-- refused: security-definer
ALTER FUNCTION peek() SECURITY DEFINER;
-- refused: language
CREATE FUNCTION shell(text) RETURNS text LANGUAGE plpython3u AS $$ return 1 $$;
-- refused: language
CREATE FUNCTION add(int, int) RETURNS int LANGUAGE c AS 'add.so', 'add';
-- refused: function-option
CREATE FUNCTION quiet() RETURNS int LANGUAGE sql LEAKPROOF AS $$ SELECT 1 $$;
-- refused: function-option
CREATE FUNCTION zoned() RETURNS int LANGUAGE sql SET timezone = 'UTC' AS $$ SELECT 1 $$;
-- refused: setting
SET statement_timeout = 0;
-- refused: setting
SET LOCAL row_security = off;
-- refused: setting
SET LOCAL tenon.tenant_id = 'globex';
-- refused: setting
SELECT set_config('tenon.tenant_id', 'globex', false);
-- refused: setting
RESET ALL;
-- refused: setting
SELECT set_config('search_path', '', false);
-- refused: search-path
SET search_path TO public;
-- refused: search-path
SET LOCAL search_path = public, pg_temp;
-- refused: search-path
CREATE FUNCTION safe() RETURNS int LANGUAGE sql SET search_path = public AS $$ SELECT 1 $$;
-- refused: notify
LISTEN orders;
-- refused: notify
NOTIFY orders, 'new';
-- refused: notify
SELECT pg_notify('orders', 'new');
-- refused: large-object
SELECT lo_create(0);
-- refused: large-object
SELECT lo_import('/etc/passwd');
-- refused: large-object
COMMENT ON LARGE OBJECT 42 IS 'x';
-- refused: server-function
SELECT pg_read_file('/etc/passwd');
-- refused: server-function
SELECT pg_terminate_backend(1);
-- refused: server-function
SELECT pg_reload_conf();
-- refused: advisory-lock
SELECT pg_advisory_lock(1);
-- refused: advisory-lock
SELECT pg_catalog.pg_try_advisory_xact_lock(1);
-- refused: dynamic-sql
SELECT query_to_xml('select 1', true, true, '');
-- refused: dynamic-sql
SELECT nextval('public.' || 'x');
-- refused: current-schema
CREATE TABLE g (place text DEFAULT current_schema());
-- refused: current-schema
INSERT INTO "Log" (place) VALUES (current_schema);
-- refused: current-schema
SELECT current_schemas(true);
-- refused: current-schema
INSERT INTO "Log" (place) VALUES (current_catalog);
-- refused: schema
SELECT 'public'::regnamespace;
-- refused: name-in-string
INSERT INTO "Log" (place) VALUES ('public."Order"');
-- refused: name-unclear
SELECT public.id FROM "Order" public;
-- refused: name-unclear
WITH "Order" AS (SELECT 1 AS id) SELECT o.id FROM "Order" JOIN public."Order" o USING (id);
-- refused: name-unclear
CREATE TRIGGER counted AFTER INSERT ON "Item" REFERENCING NEW TABLE AS "Order" FOR EACH STATEMENT EXECUTE FUNCTION count_items();
-- refused: temporary
CREATE TEMP TABLE "Order" (id int) ON COMMIT DROP;
-- refused: name-shadowed
CREATE TYPE "public"."path" AS ENUM ('a');
-- refused: name-shadowed
CREATE TABLE public.pg_things (id int);
-- refused: body-unreadable
CREATE FUNCTION quoted() RETURNS text LANGUAGE sql AS 'SELECT ''it''';
-- refused: temporary
CREATE TEMP TABLE scratch (id int);
-- refused: temporary
CREATE TEMP TABLE scratch AS SELECT 1;
-- refused: concurrently
CREATE INDEX CONCURRENTLY h ON "public"."Order" (id);
-- refused: concurrently
DROP INDEX CONCURRENTLY h;
-- refused: copy
COPY "Order" FROM '/tmp/orders.csv';
-- refused: copy
COPY "Order" TO PROGRAM 'cat';
-- refused: rule
CREATE RULE keep AS ON DELETE TO "Order" DO INSTEAD NOTHING;
-- refused: reserved-name
CREATE TABLE tenon_ledger (id int);
-- refused: reserved-name
ALTER TABLE "Order" RENAME TO tenon_stash;
-- refused: prisma-table
DELETE FROM "_prisma_migrations";
-- refused: transaction
ROLLBACK;
-- refused: transaction
SAVEPOINT before;
-- refused: transaction
BEGIN ISOLATION LEVEL SERIALIZABLE;
-- refused: statement
LOAD 'auto_explain';
-- refused: statement
PREPARE p AS SELECT 1;
-- refused: statement
DISCARD ALL;
-- refused: statement
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
-- refused: statement
CREATE CAST (text AS int) WITH INOUT;
-- refused: statement
SECURITY LABEL ON TABLE "Order" IS 'x';
CREATE FUNCTION watched() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  n public.status;
  -- refused: other-schema
  m audit.status;
BEGIN
  -- refused: dynamic-sql
  EXECUTE 'drop table ' || TG_TABLE_NAME;
  -- refused: notify
  PERFORM pg_notify('orders', NEW.id::text);
  -- refused: other-schema
  INSERT INTO audit.log VALUES (NEW.id);
  IF EXISTS (SELECT 1 FROM public."Order") THEN
    -- refused: catalog
    n := (SELECT relname FROM pg_class LIMIT 1);
  END IF;
  -- refused: setting
  PERFORM set_config('tenon.tenant_id', 'globex', true);
  -- refused: name-in-string
  RAISE NOTICE '%', format('%s', 'public.status');
  -- refused: advisory-lock
  PERFORM pg_advisory_xact_lock(1);
  -- refused: dynamic-sql
  FOR n IN EXECUTE 'select 1' LOOP END LOOP;
  -- refused: transaction
  COMMIT;
  RETURN NEW;
END $body$;
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS $$
  -- refused: catalog
  SELECT count(*) FROM pg_tables;
$$;
DO $$ BEGIN
  -- refused: grant
  GRANT SELECT ON "Order" TO app;
END $$;
DO $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM "Order"
  ) THEN
    -- refused: role
    CREATE ROLE app;
  END IF;
END $$;
