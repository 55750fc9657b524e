import { appendOnly } from './control-plane-change.ts'
import type { ControlPlaneChange } from './control-plane-change.ts'

/** Verdicts on plans, and plans made for many tenants at once. */
export const keepVerdicts: ControlPlaneChange = {
  version: 4,
  name: 'keep_verdicts',
  statements: [
    `create table tenon.fleet_plan (
      id text primary key,
      fleet_plan jsonb not null,
      created_at timestamptz not null
    )`,
    ...appendOnly('fleet_plan'),
    // The same text for the same move of other tenants; null for plans from before.
    'alter table tenon.plan add column move text, add column fleet_plan_id text references tenon.fleet_plan',
    // Estimates ask for earlier plans of the same move.
    'create index plan_move on tenon.plan (move) where move is not null',
    'create index plan_fleet on tenon.plan (fleet_plan_id) where fleet_plan_id is not null',
    // What was approved is what runs.
    'create trigger never_changed before update on tenon.plan for each row execute function tenon.refuse_change()',
    `create table tenon.approval (
      position bigint generated always as identity primary key,
      plan_id text references tenon.plan,
      fleet_plan_id text references tenon.fleet_plan,
      verdict text not null check (verdict in ('approved', 'rejected')),
      actor text not null,
      reason text not null,
      created_at timestamptz not null,
      check (num_nonnulls(plan_id, fleet_plan_id) = 1)
    )`,
    'create index approval_plan on tenon.approval (plan_id) where plan_id is not null',
    'create index approval_fleet on tenon.approval (fleet_plan_id) where fleet_plan_id is not null',
    ...appendOnly('approval'),
    // The last reason why one plan of a fleet was not even begun; an operation speaks for itself.
    `create table tenon.fleet_refusal (
      plan_id text primary key references tenon.plan,
      problem jsonb not null,
      refused_at timestamptz not null
    )`,
  ],
}
