/** One numbered change of the control plane's own tables. Statements run one by one, in one transaction. */
export interface ControlPlaneChange {
  readonly version: number
  readonly name: string
  readonly statements: readonly string[]
}

/** The tenant a session is bound to, in SQL. */
export const sessionTenant = "nullif(current_setting('tenon.tenant_id', true), '')"

/** Refuses update, delete and truncate: history is written once, by whoever. */
export function appendOnly(table: string): readonly string[] {
  return [
    `create trigger append_only before update or delete on tenon.${table} for each row execute function tenon.refuse_change()`,
    `create trigger append_only_truncate before truncate on tenon.${table} for each statement execute function tenon.refuse_change()`,
  ]
}

/** Shows the rows of a table with a `tenant_id` only to sessions bound to that tenant, the owner's included. */
export function tenantGuard(table: string): readonly string[] {
  return [
    `alter table tenon.${table} enable row level security`,
    `alter table tenon.${table} force row level security`,
    `create policy tenon_guard on tenon.${table} using (tenant_id = (select ${sessionTenant})) with check (tenant_id = (select ${sessionTenant}))`,
  ]
}

/**
 * Gives every table with rows of tenants its guard, where it has none: should somebody let requests read it, they see
 * the rows of their own tenant. Whoever may not act as `tenon_runtime` and was given the right to read, reads for all
 * tenants, as a registry that only plans does. Not forced: the owner plans and claims for all tenants, and the policies
 * are no part of its queries. Run after every change, so that no author of a table has to think of it.
 */
export const guardTenantTables = `
  do $$
    declare
      shared record;
    begin
      for shared in
        select c.oid::regclass as name, case c.relname when 'tenant' then 'id' else 'tenant_id' end as tenant from pg_class c
        where c.relnamespace = 'tenon'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
          and (c.relname = 'tenant' or exists (select from pg_attribute where attrelid = c.oid and attname = 'tenant_id' and not attisdropped))
        order by c.relname
      loop
        execute format('alter table %s enable row level security', shared.name);
        execute format('create policy tenon_guard on %1$s using (%2$I = (select ${sessionTenant.replaceAll("'", "''")})) with check (%2$I = (select ${sessionTenant.replaceAll("'", "''")}))', shared.name, shared.tenant);
        execute format('create policy tenon_reader on %s for select using ((select not pg_has_role(''tenon_runtime'', ''usage'')))', shared.name);
      end loop;
    end $$`
