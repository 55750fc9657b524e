import { appendOnly } from './control-plane-change.ts'
import type { ControlPlaneChange } from './control-plane-change.ts'

/** What tenants were called and counted as. */
export const keepTenantHistory: ControlPlaneChange = {
  version: 10,
  name: 'keep_tenant_history',
  statements: [
    // Name, client type and tags before and after; before is null for a new tenant. Tenants from before have no row of their making.
    `create table tenon.tenant_history (
      tenant_id text not null references tenon.tenant,
      position bigint generated always as identity,
      before jsonb,
      after jsonb not null,
      actor text not null,
      reason text not null,
      created_at timestamptz not null,
      primary key (tenant_id, position)
    )`,
    ...appendOnly('tenant_history'),
    'create index tenant_history_at on tenon.tenant_history (tenant_id, created_at desc, position desc)',
    // Nothing ever wrote it: why a plan of a fleet was not begun stands in its application.
    'drop table tenon.fleet_refusal',
  ],
}
