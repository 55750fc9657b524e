-- phase: expand

-- it's; a "test" /* of */ quotes
create table shop (
  tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''), -- ; here
  id uuid not null default gen_random_uuid(), /* ';' */
  label text default ';--',
  primary key (tenant_id, id)
);
comment on table shop is $x$a ; 'shop'$x$;

-- == down.sql
drop table shop;
