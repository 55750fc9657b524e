import { defineErrors } from '@tenon/model'

/** What can keep a run, or one tenant of it, from going on. */
export const fleetErrors = defineErrors({
  FLEET_TARGETS_INVALID: {
    category: 'invalid-input',
    title: (d: { module: string; tenantId: string; reason: 'twice' | 'other-module' | 'other-guard' }) => ({
      'twice': `Tenant ${d.tenantId} is in this run of ${d.module} twice.`,
      'other-module': `The target of tenant ${d.tenantId} belongs to another module than ${d.module}.`,
      'other-guard': `The target of tenant ${d.tenantId} names another guard than the first target of ${d.module}.`,
    })[d.reason],
    next: () => 'Give each tenant once, start one run for each module, and name the guard that its manifest asks for: schema for placement own.',
  },
  FLEET_RUN_UNKNOWN: {
    category: 'not-found',
    title: (d: { runId: string }) => `There is no fleet run ${d.runId}.`,
    next: () => 'List the runs with `readRuns`; a pass that had nothing to do leaves none.',
  },
  FLEET_RUN_UNDONE: {
    category: 'conflict',
    title: (d: { runId: string; undoneBy: string }) => `Run ${d.runId} was taken back by ${d.undoneBy} and is not resumed.`,
    next: () => 'Start a new run to move these tenants again.',
  },
  FLEET_TENANT_MOVED_ON: {
    category: 'conflict',
    title: (d: { tenantId: string; module: string; expected: number; found: number | null }) =>
      `The data of ${d.module} for ${d.tenantId} is not where this run saw it: ${d.found === null ? 'it carries no mark of its version' : `data version ${d.found}`} instead of ${d.expected}, or with other migrations.`,
    next: () => 'Somebody else moved this tenant, and it was left alone. Look at its history and plan again.',
  },
  FLEET_TENANT_DRIFTED: {
    category: 'precondition',
    title: (d: { tenantId: string; module: string; dataVersion: number }) => `The schema of ${d.module} for ${d.tenantId} does not look as data version ${d.dataVersion} should.`,
    next: () => 'Compare it with its version, take the difference back or make it a migration, then resume the run.',
  },
  FLEET_TENANT_FAILED: {
    category: 'precondition',
    title: (d: { tenantId: string; module: string; sqlState: string | null; message: string }) =>
      `Moving the data of ${d.module} for ${d.tenantId} failed: ${d.message}${d.sqlState === null ? '' : ` (SQLSTATE ${d.sqlState})`}.`,
    next: () => 'Nothing of this tenant was changed. Correct the cause, then resume the run.',
  },
  FLEET_DATABASE_GONE: {
    category: 'unavailable',
    title: (d: { runId: string; waitedMs: number }) => `The database did not answer for ${d.waitedMs} ms while run ${d.runId} was under way.`,
    next: () => 'Every tenant is as it was or moved, and the journal says which: resume the run when the database is back.',
  },
})
