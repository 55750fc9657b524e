import type { ControlPlaneChange } from './control-plane-change.ts'

/** Who serves, who holds calls for whom, what waits to be applied, and what the last look at the data found. */
export const knowTheHosts: ControlPlaneChange = {
  version: 5,
  name: 'know_the_hosts',
  statements: [
    // A row says that a host may serve; whether it is there says its announcement. The row goes last.
    `create table tenon.host (
      id text primary key,
      label text not null,
      version text not null,
      started_at timestamptz not null,
      lost_at timestamptz
    )`,
    // A hold lives no longer than the transaction that has its tenant's lock: whoever finds the lock free may delete it.
    `create table tenon.hold (
      operation_id text primary key,
      tenant_id text not null references tenon.tenant,
      drained text[] not null,
      closed text[] not null,
      answer_by timestamptz not null
    )`,
    `create table tenon.hold_answer (
      operation_id text not null references tenon.hold on delete cascade,
      host_id text not null,
      problem jsonb,
      primary key (operation_id, host_id)
    )`,
    `create table tenon.application (
      id text primary key,
      position bigint generated always as identity,
      tenant_id text not null references tenon.tenant,
      plan_id text not null references tenon.plan,
      state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
      attempts integer not null default 0,
      not_before timestamptz not null,
      actor text not null,
      reason text not null,
      accept_drift text,
      host_id text,
      operation_id text references tenon.operation,
      problem jsonb,
      created_at timestamptz not null,
      finished_at timestamptz
    )`,
    // A plan is applied once: asking for it again while it waits is the same wish.
    "create unique index application_one_unfinished on tenon.application (plan_id) where state in ('waiting', 'running')",
    // What a host looks for on every wake-up: the first of each tenant.
    "create index application_unfinished on tenon.application (tenant_id, position) where state in ('waiting', 'running')",
    'create index application_position on tenon.application (position desc)',
    `create table tenon.drift_scan (
      tenant_id text primary key references tenon.tenant,
      drifts jsonb not null,
      scanned_at timestamptz not null
    )`,
    'create index operation_plan on tenon.operation (plan_id)',
  ],
}
