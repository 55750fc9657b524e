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
