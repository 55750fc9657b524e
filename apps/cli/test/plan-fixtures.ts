import { nothingPreserved } from '@tenon/model'
import type { LockEntry, LockRevision, Operation, Plan, Tenant } from '@tenon/model'

export const at = '2026-11-17T14:03:00.000Z'

export function entryOf(version: string, dataVersion: number): LockEntry {
  return { module: 'inventory', packageName: '@tenon/inventory', version, integrity: `sha512-${'9fQxR8c3'.repeat(4)}`, dataVersion, finalized: false, settingsRevision: 40, settingsSchema: 'a'.repeat(64), grants: ['inventory:item:read'] }
}

export const acme: Tenant = { id: 'acme', name: 'Acme GmbH', organizationId: 'globex', clientType: 'enterprise', tags: ['ring:early'], createdAt: at }

export const lock: LockRevision = {
  tenantId: 'acme', revision: 57, entries: [entryOf('1.2.0', 3)], change: 'upgrade', planId: 'p_1', operationId: 'o_1', actor: 'cli:dana', reason: 'spring release', createdAt: at,
}

const migration = { module: 'inventory', dataVersion: 4 }

export const upgradePlan: Plan = {
  id: 'p_7f3k', tenantId: 'acme', baseRevision: 57, fingerprint: 'f',
  moves: [{ kind: 'upgrade', module: 'inventory', from: entryOf('1.2.0', 3), to: entryOf('2.0.0', 5), why: 'asked for 2.0.0', permissionsOff: ['inventory:unit:manage'] }],
  steps: [
    { kind: 'fetch', module: 'inventory', version: '2.0.0', integrity: entryOf('2.0.0', 5).integrity },
    { kind: 'hold', module: 'inventory', budgetMs: 50 },
    { kind: 'migrate-up', ...migration, migration: '0004_add_units', phase: 'expand', sql: '-- phase: expand\nalter table movement add column quantity_exact numeric(20,6);\ncreate table unit (id text);\ncreate index unit_id on unit (id);' },
    { kind: 'migrate-up', ...migration, dataVersion: 5, migration: '0005_fill_levels', phase: 'backfill', sql: '-- phase: backfill\ninsert into stock_level select * from movement;\nupdate movement set quantity_exact = quantity;' },
    { kind: 'write-lock', modules: ['inventory'] },
    { kind: 'switch', modules: ['inventory'] },
  ],
  deltas: [{
    module: 'inventory',
    routesAdded: ['GET /v2/items', 'POST /v2/items', 'GET /v2/units', 'POST /v2/movements'], routesRemoved: ['GET /v1/items'],
    permissionsAdded: ['inventory:unit:manage'], permissionsRemoved: [],
    settingsAdded: ['defaultUnit'], settingsRemoved: [], eventsAdded: [], eventsRemoved: [],
  }],
  reversible: true, contractsLeft: ['0006_drop_quantity'], actor: 'cli:dana', reason: 'spring release', createdAt: at,
}

export const rollBackPlan: Plan = {
  ...upgradePlan, id: 'p_8a2c', baseRevision: 58,
  moves: [{ kind: 'roll-back', module: 'inventory', from: { ...entryOf('2.0.0', 5), settingsRevision: 41 }, to: entryOf('1.2.0', 3), why: 'roll back', permissionsOff: [] }],
  steps: [
    { kind: 'hold', module: 'inventory', budgetMs: 50 },
    { kind: 'migrate-down', ...migration, migration: '0004_add_units', phase: 'expand', sql: 'alter table movement drop column quantity_exact; drop table unit;' },
    { kind: 'write-lock', modules: ['inventory'] },
    { kind: 'switch', modules: ['inventory'] },
  ],
  deltas: [{ ...upgradePlan.deltas[0] as Plan['deltas'][number], routesAdded: [], routesRemoved: ['GET /v2/items'], permissionsAdded: [], permissionsRemoved: ['inventory:unit:manage'], settingsAdded: [], settingsRemoved: ['defaultUnit'] }],
  contractsLeft: [],
}

export const finalizePlan: Plan = {
  ...upgradePlan, id: 'p_9d4e', baseRevision: 58,
  moves: [{ kind: 'finalize', module: 'inventory', from: entryOf('2.0.0', 5), to: { ...entryOf('2.0.0', 6), finalized: true }, why: 'finalize', permissionsOff: [] }],
  steps: [
    { kind: 'hold', module: 'inventory', budgetMs: 50 },
    { kind: 'contract', ...migration, dataVersion: 6, migration: '0006_drop_quantity', phase: 'contract', sql: 'alter table movement drop column quantity' },
    { kind: 'write-lock', modules: ['inventory'] },
  ],
  deltas: [], reversible: false, contractsLeft: [],
}

export function operationOf(plan: Plan, changes: Partial<Operation> = {}): Operation {
  return {
    id: 'o_3b1d', tenantId: plan.tenantId, planId: plan.id, kind: plan.moves[0]?.kind ?? 'upgrade', status: 'succeeded',
    steps: [], problem: null, preserved: nothingPreserved, actor: 'cli:dana', startedAt: at, finishedAt: '2026-11-17T14:03:00.400Z', ...changes,
  }
}
