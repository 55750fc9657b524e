import { defineErrors } from '@tenon/model'
import type { ImportConflict, SchemaDifference } from '@tenon/model'
import type { Constraint, Fix } from '@tenon/resolver'

interface TenantDetails {
  readonly tenant: string
}

interface ModuleDetails extends TenantDetails {
  readonly module: string
}

interface DeliveryDetails extends TenantDetails {
  readonly event: string
  readonly subscriber: string
}

/** Why a plan cannot be made: sentences for people, and the same as data. */
export interface PlanConflictDetails extends TenantDetails {
  /** One sentence per issue, in order. */
  readonly sentences: readonly string[]
  /** What to do, one sentence per kind of issue. */
  readonly advice: readonly string[]
  /** The issues themselves: kinds and constraints as `@tenon/resolver` and `@tenon/planner` define them. */
  readonly issues: readonly unknown[]
  /** The smallest set of constraints that cannot hold together, as `Constraint` of `@tenon/resolver`; empty when the versions fit and something else stands against the plan. */
  readonly core: readonly Constraint[]
  /** Ways out, each checked; least disturbing first. */
  readonly fixes: readonly Fix[]
}

/** The first few differences; the details hold all. */
export function objectsInWords(differences: readonly SchemaDifference[]): string {
  const words = differences.slice(0, 3).map(({ kind, object, name }) => `${object} ${name}`.trim() + ` is ${kind}`)
  return differences.length > 3 ? `${words.join(', ')} and ${differences.length - 3} more` : words.join(', ')
}

/** Everything the registry refuses, and what to do then. */
export const registryErrors = defineErrors({
  ORGANIZATION_UNKNOWN: {
    category: 'not-found',
    title: (d: { organization: string }) => `There is no organization "${d.organization}".`,
    next: () => 'Create it first, or correct the id.',
  },
  ORGANIZATION_EXISTS: {
    category: 'conflict',
    title: (d: { organization: string }) => `There is an organization "${d.organization}" already.`,
    next: () => 'Take another id, or use the one there is.',
  },
  ID_INVALID: {
    category: 'invalid-input',
    title: (d: { kind: 'tenant' | 'organization' | 'module'; id: string }) => `"${d.id}" is not an id for a ${d.kind}.`,
    next: () => 'Use lower-case letters, digits and single dashes, a letter first; a tenant has at most 30 characters, an organization 40, a module 24.',
  },
  TENANT_UNKNOWN: {
    category: 'not-found',
    title: (d: TenantDetails) => `There is no tenant "${d.tenant}".`,
    next: () => 'List them with `tenon tenant list`.',
  },
  TENANT_EXISTS: {
    category: 'conflict',
    title: (d: TenantDetails) => `There is a tenant "${d.tenant}" already.`,
    next: () => 'Take another id; tenants keep theirs for good.',
  },
  TENANT_BUSY: {
    category: 'conflict',
    title: (d: TenantDetails) => `Another operation is changing ${d.tenant} right now.`,
    next: (d) => `Wait for it (\`tenon status ${d.tenant}\`), then try again.`,
  },
  MODULE_UNKNOWN: {
    category: 'not-found',
    title: (d: { module: string }) => `The catalog has no module "${d.module}".`,
    next: () => 'List them with `tenon module list`, or refresh the catalog.',
  },
  MODULE_NOT_INSTALLED: {
    category: 'not-found',
    title: (d: ModuleDetails) => `${d.tenant} does not have ${d.module}.`,
    next: (d) => `Install it: \`tenon upgrade ${d.tenant} ${d.module}\`.`,
  },
  VERSION_UNKNOWN: {
    category: 'not-found',
    title: (d: { module: string; version: string }) => `The catalog has no ${d.module} ${d.version}.`,
    next: (d) => `List its versions with \`tenon module show ${d.module}\`, or refresh the catalog.`,
  },
  NOTICE_UNKNOWN: {
    category: 'not-found',
    title: (d: { module: string; version: string }) => `Nobody here deprecated or yanked ${d.module} ${d.version}.`,
    next: (d) => `Look at \`tenon module show ${d.module}@${d.version}\`; what its source says is taken back there.`,
  },
  ADVISORY_INVALID: {
    category: 'invalid-input',
    title: (d: { module: string; reason: string }) => `The advisory on ${d.module} does not fit: ${d.reason}.`,
    next: () => 'Write the versions with the flaw as a range such as <1.4.3, and the first version without it as 1.4.3.',
  },
  ADVISORY_UNKNOWN: {
    category: 'not-found',
    title: (d: { advisory: string }) => `There is no advisory "${d.advisory}".`,
    next: () => 'List them with `tenon advisory list`; a version is written module@version.',
  },
  PIN_RANGE_INVALID: {
    category: 'invalid-input',
    title: (d: { range: string }) => `"${d.range}" is not a semver range.`,
    next: () => 'Write for example ~1.2 (any 1.2.x), ^1.2 (1.2 and later below 2) or 1.2.0.',
  },
  PIN_UNKNOWN: {
    category: 'not-found',
    title: (d: ModuleDetails) => `${d.tenant} has no pin on ${d.module}.`,
    next: () => 'List the pins with `tenon pin`.',
  },
  INSTANT_INVALID: {
    category: 'invalid-input',
    title: (d: { value: string }) => `"${d.value}" is not an instant.`,
    next: () => 'Write it in ISO 8601, such as 2026-11-17T14:03:00Z.',
  },
  SETTINGS_INVALID: {
    category: 'invalid-input',
    title: (d: ModuleDetails & { version: string; issues: readonly string[] }) => `These settings do not fit ${d.module} ${d.version}: ${d.issues.join('; ')}.`,
    next: () => 'Correct the named settings; the manifest of the version says what fits.',
  },
  PERMISSION_UNKNOWN: {
    category: 'not-found',
    title: (d: ModuleDetails & { version: string; unknown: readonly string[]; listed: readonly string[] }) => `${d.module} ${d.version}, which ${d.tenant} runs, has no permission ${d.unknown.join(', ')}.`,
    next: (d) => `Name one it has: ${d.listed.join(', ')}.`,
  },
  DESIRED_STATE_INVALID: {
    category: 'invalid-input',
    title: (d: { issues: readonly { readonly path: readonly string[]; readonly message: string }[] }) => `This state cannot be imported: ${d.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`,
    next: () => 'Correct what is named, then import again. Nothing was changed.',
  },
  IMPORT_UNKNOWN: {
    category: 'not-found',
    title: (d: { import: string }) => `There is no import "${d.import}".`,
    next: () => 'Make one with `tenon import FILE`.',
  },
  IMPORT_STALE: {
    category: 'precondition',
    title: (d: { import: string; changed: readonly string[] }) => `Import ${d.import} was made for another state: ${d.changed.join('; ')}.`,
    next: () => 'Import the file again and look at what is different; what was done already is not done twice.',
  },
  IMPORT_CONFLICT: {
    category: 'conflict',
    title: (d: { import: string; conflicts: readonly ImportConflict[] }) => `Import ${d.import} cannot be carried out: ${d.conflicts.map(({ tenantId, problem }) => `${tenantId}: ${problem.title}`).join(' ')}`,
    next: () => 'Nothing was changed. Import the file again to see each reason with its ways out; change the file, or what stands against it.',
  },
  IMPORT_BUSY: {
    category: 'conflict',
    title: (d: { import: string }) => `Import ${d.import} has to wait: another one is being applied.`,
    next: () => 'Try again once it has ended.',
  },
  PLAN_UNKNOWN: {
    category: 'not-found',
    title: (d: { plan: string }) => `There is no plan "${d.plan}".`,
    next: () => 'Make one with `tenon plan`.',
  },
  PLAN_EMPTY: {
    category: 'conflict',
    title: (d: TenantDetails & { reason: string }) => `There is nothing to do for ${d.tenant}: ${d.reason}.`,
    next: () => 'Ask for another version, or leave it as it is.',
  },
  SELECTION_EMPTY: {
    category: 'not-found',
    title: (d: { selection: string }) => `No tenant is meant by ${d.selection}.`,
    next: () => 'List the tenants with their types and tags: `tenon tenant list`.',
  },
  PLAN_CONFLICT: {
    category: 'conflict',
    title: (d: PlanConflictDetails) => `${d.tenant} cannot move as asked. ${d.sentences.join(' ')}`,
    next: (d) => d.advice.join(' '),
  },
  PLAN_REJECTED: {
    category: 'precondition',
    title: (d: { plan: string; by: string; reason: string }) => `Plan ${d.plan} was rejected by ${d.by}: "${d.reason}".`,
    next: () => 'A rejected plan is never applied. Make another plan, and look at it together.',
  },
  PLAN_UNAPPROVED: {
    category: 'precondition',
    title: (d: TenantDetails & { plan: string; author: string }) => `Plan ${d.plan} of ${d.tenant} waits for the approval of somebody other than ${d.author}.`,
    next: (d) => `Let them read it (\`tenon plan show ${d.plan}\`) and approve it: \`tenon approve ${d.plan} --reason "..."\`.`,
  },
  FLEET_UNAPPROVED: {
    category: 'precondition',
    title: (d: { plan: string; tenants: number; author: string }) => `Fleet plan ${d.plan} (${d.tenants} tenants) waits for the approval of somebody other than ${d.author}.`,
    next: (d) => `Let them read it (\`tenon plan show ${d.plan}\`) and approve it for all: \`tenon approve ${d.plan} --reason "..."\`.`,
  },
  REGISTRY_READ_ONLY: {
    category: 'forbidden',
    title: (d: { method: string }) => `This registry was opened to read only: \`${d.method}\` would write.`,
    next: () => 'Ask a host, or open the registry with the right to write.',
  },
  PLAN_STALE: {
    category: 'precondition',
    title: (d: TenantDetails & { plan: string; changed: readonly string[] }) => `Plan ${d.plan} was made for another state of ${d.tenant}: ${d.changed.join(', ')} changed since.`,
    next: () => 'Make the plan again and look at what is different.',
  },
  TENANT_DRIFTED: {
    category: 'precondition',
    title: (d: ModuleDetails & { differences: readonly SchemaDifference[] }) => `The data of ${d.module} of ${d.tenant} is not what its migrations made: ${objectsInWords(d.differences)}.`,
    next: (d) => `Nothing was changed. Look at \`tenon drift ${d.tenant}\` and bring the named objects back to what is expected, or apply again with \`--accept-drift\` and a reason, which the history keeps.`,
  },
  CALLS_UNFINISHED: {
    category: 'unavailable',
    title: (d: TenantDetails & { running: readonly { readonly module: string; readonly calls: number }[]; waitedMs: number }) =>
      `Calls of ${d.tenant} did not end within ${d.waitedMs} ms: ${d.running.map(({ module, calls }) => `${calls} of ${module}`).join(', ')}.`,
    next: () => 'Nothing was moved and nothing is held. Try again; if it stays, look what those calls are waiting for.',
  },
  HOLD_UNANSWERED: {
    category: 'unavailable',
    title: (d: TenantDetails & { host: string; label: string; reason: string }) => `The host ${d.label} (${d.host}) did not make way for a move of ${d.tenant}: ${d.reason}`,
    next: () => 'Nothing was moved and every host serves again. Look at that host with `tenon hosts`, then try again.',
  },
  LOCK_REVISION_UNKNOWN: {
    category: 'not-found',
    title: (d: TenantDetails & { revision: number }) => `${d.tenant} has no lock revision ${d.revision}.`,
    next: (d) => `List them with \`tenon history ${d.tenant}\`.`,
  },
  ROLL_BACK_UNAVAILABLE: {
    category: 'conflict',
    title: (d: ModuleDetails & { reason: string }) => `${d.module} of ${d.tenant} cannot roll back: ${d.reason}.`,
    next: (d) => `Look at \`tenon history ${d.tenant}\`; past a finalize only a restored snapshot leads further back.`,
  },
  APPLICATION_UNKNOWN: {
    category: 'not-found',
    title: (d: { application: string }) => `There is no application "${d.application}" in the queue.`,
    next: () => 'List them with `tenon queue`.',
  },
  APPLICATION_STARTED: {
    category: 'conflict',
    title: (d: TenantDetails & { application: string }) => `The application ${d.application} for ${d.tenant} does not wait any more.`,
    next: () => 'Look how far it is with `tenon queue`; what has been applied can be rolled back.',
  },
  APPLICATION_CANCELLED: {
    category: 'conflict',
    title: (d: TenantDetails & { application: string; actor: string; reason: string }) => `The application ${d.application} for ${d.tenant} was taken back by ${d.actor}: ${d.reason}.`,
    next: () => 'Nothing was applied. Queue the plan again if it is wanted after all.',
  },
  OPERATION_UNKNOWN: {
    category: 'not-found',
    title: (d: { operation: string }) => `There is no operation "${d.operation}".`,
    next: () => 'List them with `tenon status`.',
  },
  OPERATION_FAILED: {
    category: 'internal',
    title: (d: TenantDetails & { reason: string }) => `The operation on ${d.tenant} failed: ${d.reason}.`,
    next: () => 'Nothing of it was kept. Look at the reason, then try again.',
  },
  DATA_VERSION_UNEXPECTED: {
    category: 'internal',
    title: (d: ModuleDetails & { expected: number; found: number }) => `The data of ${d.module} of ${d.tenant} would be at ${d.found} instead of ${d.expected}.`,
    next: () => 'Nothing was kept. Make the plan again; if it stays, the migrations of this version are inconsistent.',
  },
  DELIVERY_UNKNOWN: {
    category: 'not-found',
    title: (d: DeliveryDetails) => `Event "${d.event}" of ${d.tenant} was never addressed to ${d.subscriber}, or is purged.`,
    next: (d) => `List what stopped with \`tenon events dead ${d.tenant}\`.`,
  },
  DELIVERY_NOT_STOPPED: {
    category: 'conflict',
    title: (d: DeliveryDetails & { state: string; change: 'replay' | 'discard' }) => `The delivery of "${d.event}" to ${d.subscriber} of ${d.tenant} is ${d.state}: there is nothing to ${d.change}.`,
    next: (d) => `Look at \`tenon events dead ${d.tenant}\`; one that waits is tried again by itself.`,
  },
  DATABASE_UNAVAILABLE: {
    category: 'unavailable',
    title: (d: { reason: string }) => `The database does not answer: ${d.reason}.`,
    next: () => 'Check that it runs and can be reached.',
  },
})
