-- phase: expand

create table "Shop" (
  "tenant_id" text not null default nullif(current_setting('tenon.tenant_id', true), ''),
  "Id" uuid not null,
  constraint "Shop_pkey" primary key ("tenant_id", "Id")
);

-- == down.sql
drop table "Shop";
