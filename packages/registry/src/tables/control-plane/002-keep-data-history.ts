import { appendOnly } from './control-plane-change.ts'
import type { ControlPlaneChange } from './control-plane-change.ts'

/** What was done to data outside of moves. */
export const keepDataHistory: ControlPlaneChange = {
  version: 2,
  name: 'keep_data_history',
  statements: [
    // What is done to data without a lock revision: the plan it was done for rests on the lock and must stay fresh.
    `create table tenon.data_history (
      tenant_id text not null references tenon.tenant,
      module text not null,
      position bigint generated always as identity,
      change text not null check (change in ('abandon', 'restore-snapshot')),
      details jsonb not null,
      actor text not null,
      reason text not null,
      created_at timestamptz not null,
      primary key (tenant_id, module, position)
    )`,
    ...appendOnly('data_history'),
  ],
}
