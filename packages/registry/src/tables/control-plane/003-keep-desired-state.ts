import { appendOnly } from './control-plane-change.ts'
import type { ControlPlaneChange } from './control-plane-change.ts'

/** Channels of tenants and versions, imports of desired state, and the indexes that a timeline reads. */
export const keepDesiredState: ControlPlaneChange = {
  version: 3,
  name: 'keep_desired_state',
  statements: [
    // The latest row of (tenant, module) is in force; module '*' stands for every module that has none, channel null for "as the rest".
    `create table tenon.channel_history (
      tenant_id text not null references tenon.tenant,
      module text not null,
      position bigint generated always as identity,
      channel text check (channel in ('stable', 'beta')),
      actor text not null,
      reason text not null,
      created_at timestamptz not null,
      primary key (tenant_id, module, position),
      check (module <> '*' or channel is not null)
    )`,
    ...appendOnly('channel_history'),
    "alter table tenon.catalog_version add column channel text check (channel in ('stable', 'beta'))",
    `create table tenon.promotion_history (
      package_name text not null,
      version text not null,
      position bigint generated always as identity,
      channel text not null check (channel in ('stable', 'beta')),
      actor text not null,
      reason text not null,
      created_at timestamptz not null,
      primary key (package_name, version, position),
      foreign key (package_name, version) references tenon.catalog_version
    )`,
    ...appendOnly('promotion_history'),
    // A timeline reads each kind of history of one tenant, newest first.
    'create index channel_history_at on tenon.channel_history (tenant_id, created_at desc, position desc)',
    'create index pin_history_at on tenon.pin_history (tenant_id, created_at desc, position desc)',
    'create index data_history_at on tenon.data_history (tenant_id, created_at desc, position desc)',
    `create table tenon.import_plan (
      id text primary key,
      position bigint generated always as identity,
      plan jsonb not null,
      created_at timestamptz not null
    )`,
    ...appendOnly('import_plan'),
    `create table tenon.import_run (
      import_id text primary key references tenon.import_plan,
      status text not null check (status in ('running', 'succeeded', 'failed')),
      items jsonb not null,
      actor text not null,
      reason text not null,
      started_at timestamptz not null,
      finished_at timestamptz
    )`,
  ],
}
