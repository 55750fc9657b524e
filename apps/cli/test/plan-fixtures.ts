import { nothingPreserved } from '@tenon/model'
import type { LockEntry, LockRevision, Operation, Plan, PlannedStatement, Tenant } from '@tenon/model'

export const at = '2026-11-17T14:03:00.000Z'

export function entryOf(version: string, dataVersion: number): LockEntry {
  return { module: 'inventory', packageName: '@tenon/inventory', version, integrity: `sha512-${'9fQxR8c3'.repeat(4)}`, dataVersion, finalized: false, settingsRevision: 40, settingsSchema: 'a'.repeat(64), grants: ['inventory:item:read'] }
}

export const acme: Tenant = { id: 'acme', name: 'Acme GmbH', organizationId: 'globex', clientType: 'enterprise', tags: ['ring:early'], createdAt: at }

export const lock: LockRevision = {
  tenantId: 'acme', revision: 57, entries: [entryOf('1.2.0', 3)], change: 'upgrade', planId: 'p_1', operationId: 'o_1', actor: 'cli:dana', reason: 'spring release', createdAt: at,
}

const migration = { module: 'inventory', dataVersion: 4 }

function statementOf(text: string, touches: readonly string[], parts: Partial<PlannedStatement> = {}): PlannedStatement {
  return { text, line: 2, touches, locks: [], cost: 'instant', ...parts }
}

const locked = (table: string) => ({ locks: [{ table, mode: 'access exclusive', blocks: 'reads and writes' } as const] })

export const upgradePlan: Plan = {
  id: 'p_7f3k', tenantId: 'acme', baseRevision: 57, fingerprint: 'f',
  moves: [{ kind: 'upgrade', module: 'inventory', from: entryOf('1.2.0', 3), to: entryOf('2.0.0', 5), why: 'asked for 2.0.0', permissionsOff: ['inventory:unit:manage'] }],
  steps: [
    { kind: 'fetch', module: 'inventory', version: '2.0.0', integrity: entryOf('2.0.0', 5).integrity },
    { kind: 'hold', module: 'inventory', budgetMs: 50 },
    { kind: 'migrate-up', ...migration, migration: '0004_add_units', phase: 'expand', sql: '-- phase: expand\nalter table movement add column quantity_exact numeric(20,6);\ncreate table unit (id text);\ncreate index unit_id on unit (id);', statements: [statementOf('alter table movement add column quantity_exact numeric(20,6)', ['movement.quantity_exact'], locked('movement')), statementOf('create table unit (id text)', ['unit'])] },
    { kind: 'migrate-up', ...migration, dataVersion: 5, migration: '0005_fill_levels', phase: 'backfill', sql: '-- phase: backfill\ninsert into stock_level select * from movement;\nupdate movement set quantity_exact = quantity;', statements: [statementOf('insert into stock_level select * from movement', ['stock_level'], { cost: 'writes-rows' }), statementOf('update movement set quantity_exact = quantity', ['movement'], { cost: 'writes-rows' })] },
    { kind: 'write-lock', modules: ['inventory'] },
    { kind: 'switch', modules: ['inventory'] },
  ],
  deltas: [{ module: 'inventory', changes: [
    { subject: 'setting', change: 'added', name: 'defaultUnit', detail: '= "each"' },
    { subject: 'permission', change: 'added', name: 'inventory:unit:manage', detail: '' },
    ...['GET /v2/items', 'POST /v2/items', 'GET /v2/units', 'POST /v2/movements'].map((name) => ({ subject: 'route', change: 'added', name, detail: '' }) as const),
    { subject: 'route', change: 'changed', name: 'GET /v1/locations', detail: 'permission inventory:item:read -> inventory:location:read' },
    { subject: 'route', change: 'removed', name: 'GET /v1/items', detail: '' },
  ] }],
  reversible: true, noReturn: null, contractsLeft: ['0006_drop_quantity'],
  atFinalize: [{ ...migration, dataVersion: 6, migration: '0006_drop_quantity', phase: 'contract', sql: 'alter table movement drop column quantity', statements: [statementOf('alter table movement drop column quantity', ['movement.quantity'], locked('movement'))] }],
  estimate: {
    basis: { kind: 'rehearsal' }, totalMs: 214, rows: 12_480,
    steps: [{ ms: null, rows: null }, { ms: null, rows: null }, { ms: 3, rows: 12_480 }, { ms: 211, rows: 12_480 }, { ms: null, rows: null }, { ms: null, rows: null }],
  },
  rehearsals: [{ module: 'inventory', at, rows: 12_480, copiedRows: 12_480, walked: ['up', 'down', 'up again'], equal: true, problems: [], upMs: 310, migrations: [] }],
  actor: 'cli:dana', reason: 'spring release', createdAt: at,
}

export const rollBackPlan: Plan = {
  ...upgradePlan, id: 'p_8a2c', baseRevision: 58,
  moves: [{ kind: 'roll-back', module: 'inventory', from: { ...entryOf('2.0.0', 5), settingsRevision: 41 }, to: entryOf('1.2.0', 3), why: 'roll back', permissionsOff: [] }],
  steps: [
    { kind: 'hold', module: 'inventory', budgetMs: 50 },
    { kind: 'migrate-down', ...migration, migration: '0004_add_units', phase: 'expand', sql: 'alter table movement drop column quantity_exact; drop table unit;', statements: [statementOf('alter table movement drop column quantity_exact', ['movement.quantity_exact'], locked('movement')), statementOf('drop table unit', ['unit'], locked('unit'))] },
    { kind: 'write-lock', modules: ['inventory'] },
    { kind: 'switch', modules: ['inventory'] },
  ],
  deltas: [{ module: 'inventory', changes: [
    { subject: 'setting', change: 'removed', name: 'defaultUnit', detail: '' },
    { subject: 'permission', change: 'removed', name: 'inventory:unit:manage', detail: '' },
    { subject: 'route', change: 'removed', name: 'GET /v2/items', detail: '' },
  ] }],
  contractsLeft: [], atFinalize: [], rehearsals: [],
  estimate: { basis: { kind: 'operations', count: 12, rowsFrom: 80, rowsTo: 40_000 }, totalMs: 40, rows: 12_480, steps: [] },
}

export const finalizePlan: Plan = {
  ...upgradePlan, id: 'p_9d4e', baseRevision: 58,
  moves: [{ kind: 'finalize', module: 'inventory', from: entryOf('2.0.0', 5), to: { ...entryOf('2.0.0', 6), finalized: true }, why: 'finalize', permissionsOff: [] }],
  steps: [
    { kind: 'hold', module: 'inventory', budgetMs: 50 },
    { kind: 'contract', ...migration, dataVersion: 6, migration: '0006_drop_quantity', phase: 'contract', sql: 'alter table movement drop column quantity', statements: [statementOf('alter table movement drop column quantity', ['movement.quantity'], locked('movement'))] },
    { kind: 'write-lock', modules: ['inventory'] },
  ],
  deltas: [], reversible: false, contractsLeft: [], atFinalize: [], rehearsals: [],
  noReturn: { step: 1, module: 'inventory', migration: '0006_drop_quantity', phase: 'contract' },
  estimate: { basis: { kind: 'row-counts' }, totalMs: null, rows: 12_480, steps: [] },
}

export function operationOf(plan: Plan, changes: Partial<Operation> = {}): Operation {
  return {
    id: 'o_3b1d', tenantId: plan.tenantId, planId: plan.id, kind: plan.moves[0]?.kind ?? 'upgrade', status: 'succeeded',
    steps: [], problem: null, preserved: nothingPreserved, actor: 'cli:dana', startedAt: at, finishedAt: '2026-11-17T14:03:00.400Z', ...changes,
  }
}
