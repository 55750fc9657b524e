import { appendOnly, sessionTenant, tenantGuard } from './control-plane-change.ts'
import type { ControlPlaneChange } from './control-plane-change.ts'

/** Organizations, tenants, the catalog, pins, settings, plans, operations, locks and the outbox. */
export const createControlPlane: ControlPlaneChange = {
  version: 1,
  name: 'create_control_plane',
  statements: [
    `create function tenon.refuse_change() returns trigger language plpgsql as $$
      begin raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'restrict_violation'; end $$`,
    `create table tenon.organization (
      id text primary key,
      name text not null,
      created_at timestamptz not null
    )`,
    `create table tenon.tenant (
      id text primary key,
      name text not null,
      organization_id text not null references tenon.organization,
      client_type text not null,
      tags text[] not null default '{}',
      created_at timestamptz not null
    )`,
    'create index tenant_organization on tenon.tenant (organization_id)',
    `create table tenon.catalog_version (
      package_name text not null,
      version text not null,
      module text not null,
      integrity text not null,
      status text not null check (status in ('available', 'deprecated', 'yanked')),
      manifest jsonb not null,
      primary key (package_name, version)
    )`,
    'create index catalog_version_module on tenon.catalog_version (module)',
    `create table tenon.pin (
      tenant_id text not null references tenon.tenant,
      module text not null,
      range text not null,
      owner text not null,
      reason text not null,
      expires_at timestamptz,
      created_at timestamptz not null,
      primary key (tenant_id, module)
    )`,
    `create table tenon.pin_history (
      tenant_id text not null references tenon.tenant,
      module text not null,
      position bigint generated always as identity,
      change text not null check (change in ('set', 'removed')),
      range text,
      owner text,
      expires_at timestamptz,
      actor text not null,
      reason text not null,
      created_at timestamptz not null,
      primary key (tenant_id, module, position)
    )`,
    ...appendOnly('pin_history'),
    `create table tenon.settings_revision (
      tenant_id text not null references tenon.tenant,
      module text not null,
      revision integer not null check (revision > 0),
      "values" jsonb not null,
      actor text not null,
      reason text not null,
      created_at timestamptz not null,
      primary key (tenant_id, module, revision)
    )`,
    ...appendOnly('settings_revision'),
    `create table tenon.plan (
      id text primary key,
      tenant_id text not null references tenon.tenant,
      plan jsonb not null,
      rests_on jsonb not null,
      created_at timestamptz not null
    )`,
    'create index plan_tenant on tenon.plan (tenant_id)',
    `create table tenon.operation (
      id text primary key,
      position bigint generated always as identity,
      tenant_id text not null references tenon.tenant,
      plan_id text not null references tenon.plan,
      kind text not null,
      status text not null check (status in ('running', 'succeeded', 'failed', 'interrupted')),
      steps jsonb not null,
      problem jsonb,
      preserved jsonb not null,
      actor text not null,
      started_at timestamptz not null,
      finished_at timestamptz
    )`,
    'create index operation_tenant on tenon.operation (tenant_id, position desc)',
    // The second wall beside the advisory lock: two moves of one tenant at once cannot both be journaled.
    "create unique index operation_one_running on tenon.operation (tenant_id) where status = 'running'",
    `create table tenon.lock_revision (
      tenant_id text not null references tenon.tenant,
      revision integer not null check (revision > 0),
      entries jsonb not null,
      change text not null,
      plan_id text references tenon.plan,
      operation_id text references tenon.operation,
      actor text not null,
      reason text not null,
      created_at timestamptz not null,
      primary key (tenant_id, revision)
    )`,
    // "What ran at an instant" is one step into this index.
    'create index lock_revision_at on tenon.lock_revision (tenant_id, created_at desc, revision desc)',
    ...appendOnly('lock_revision'),
    `create table tenon.outbox (
      tenant_id text not null default ${sessionTenant},
      id text not null,
      position bigint generated always as identity,
      module text not null,
      version text not null,
      name text not null,
      payload jsonb not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id)
    )`,
    'create index outbox_position on tenon.outbox (tenant_id, position desc)',
    ...tenantGuard('outbox'),
    'grant usage on schema tenon to tenon_runtime',
    'grant insert on tenon.outbox to tenon_runtime',
  ],
}
