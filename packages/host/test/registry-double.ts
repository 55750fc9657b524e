import { defineErrors, emptyLock, nothingPreserved, stableChannels } from '@tenon/model'
import type { FleetPlan, ImportPlan, Operation, Organization, Pin, Plan, Tenant } from '@tenon/model'
import type { Application, Delivery, DeliveryChoice, ModuleRegistry, TenantStatus } from '@tenon/registry'

const at = '2026-11-23T12:00:00.000Z'

const errors = defineErrors({
  TENANT_UNKNOWN: {
    category: 'not-found',
    title: (d: { tenant: string }) => `There is no tenant ${d.tenant}.`,
    next: () => 'List them with `tenon tenant list`.',
  },
})

/** What a test does to operations the double has started. */
export interface RegistryDouble {
  readonly registry: ModuleRegistry
  /** Says that the running operation has reached a step. */
  progress(step: number): void
  finish(status: 'succeeded' | 'failed'): void
}

/** A registry without modules or a database: tenants, pins and one operation at a time, in memory. */
export function createRegistryDouble(): RegistryDouble {
  const organizations = new Map<string, Organization>()
  const tenants = new Map<string, Tenant>()
  const pins = new Map<string, Pin>()
  const plans = new Map<string, Plan>()
  const operations = new Map<string, Operation>()
  let finish: (operation: Operation) => void = () => undefined
  let progress: (step: number) => void = () => undefined

  async function getTenant(tenantId: string): Promise<Tenant> {
    const tenant = tenants.get(tenantId)
    if (tenant === undefined) throw errors.TENANT_UNKNOWN({ tenant: tenantId })
    return tenant
  }

  const pinsOf = (tenantId?: string) => [...pins.values()].filter((pin) => tenantId === undefined || pin.tenantId === tenantId)

  const registry = {
    listOrganizations: async () => [...organizations.values()],
    createOrganization: async ({ id, name }) => remember(organizations, id, { id, name, createdAt: at }),
    listTenants: async () => [...tenants.values()],
    createTenant: async ({ clientType = 'standard', tags = [], ...rest }) => remember(tenants, rest.id, { ...rest, clientType, tags, createdAt: at }),
    getTenant,
    getLock: async (tenantId) => emptyLock(tenantId, at),
    history: async (tenantId) => [emptyLock((await getTenant(tenantId)).id, at)],
    lockAt: async (tenantId, instant) => emptyLock((await getTenant(tenantId)).id, instant),
    status: async (tenantId) => (tenantId === undefined ? Promise.all([...tenants.keys()].map(statusOf)) : [await statusOf(tenantId)]),
    listEvents: async () => [],
    listDeliveries: async () => [],
    listTimers: async () => [],
    replayDelivery: async (choice) => ({ ...emptyDelivery, ...keyOf(choice) }),
    discardDelivery: async (choice) => ({ ...emptyDelivery, ...keyOf(choice), state: 'discarded' }),
    listModules: async () => [],
    listVersions: async () => [],
    getVersion: () => Promise.reject(new RangeError('secret: the double has no versions')),
    refreshCatalog: async () => ({ versions: [], known: 0, changed: 0, refused: [] }),
    listPins: async (tenantId) => pinsOf(tenantId),
    setPin: async ({ expiresAt = null, actor: _actor, ...pin }) => remember(pins, `${pin.tenantId}/${pin.module}`, { ...pin, expiresAt, createdAt: at }),
    removePin: async (tenantId, module) => void pins.delete(`${tenantId}/${module}`),
    readSettings: async (tenantId, module) => ({ tenantId, module, revision: 0, values: {}, actor: 'system', createdAt: at }),
    writeSettings: async ({ reason: _reason, ...settings }) => ({ ...settings, revision: 1, createdAt: at }),
    exportState: async () => ({ organizations: {}, tenants: {} }),
    planImport: async ({ desired, prune = false, actor, reason }) => ({ ...emptyImport, desired, prune, actor, reason }),
    getImport: async () => ({ plan: emptyImport, run: null }),
    applyImport: async (importId, who) => ({ importId, status: 'succeeded', items: [], ...who, startedAt: at, finishedAt: at }),
    timeline: async () => [],
    stateAt: async (tenantId, instant) => ({ at: instant, lock: emptyLock((await getTenant(tenantId)).id, instant), pins: [], channels: stableChannels }),
    getChannels: async () => stableChannels,
    setChannel: async ({ channel }) => ({ ...stableChannels, all: channel ?? 'stable' }),
    promote: () => Promise.reject(new RangeError('secret: the double has no versions')),
    grant: async ({ tenantId }) => emptyLock((await getTenant(tenantId)).id, at),
    withdraw: async ({ tenantId }) => emptyLock((await getTenant(tenantId)).id, at),
    approve: async (planId, actor) => ({ planId, verdict: 'approved', ...actor, createdAt: at }),
    reject: async (planId, actor) => ({ planId, verdict: 'rejected', ...actor, createdAt: at }),
    listApprovals: async () => [],
    preview: async ({ tenantId }) => ({ ...emptyPlan, tenantId }),
    plan: async ({ tenantId }, { actor, reason }) => remember(plans, 'p_1', { ...emptyPlan, tenantId: (await getTenant(tenantId)).id, actor, reason }),
    getPlan: async (planId) => plans.get(planId) ?? { ...emptyPlan, id: planId },
    start: async (planId, { actor, onProgress }) => {
      const steps = ['fetch', 'migrate'].map((title) => ({ title, status: 'not-run' as const, durationMs: null, notes: [] }))
      const operation = remember(operations, 'o_1', { ...emptyOperation, planId, actor, steps })
      progress = (step) => onProgress?.({ operationId: 'o_1', step, title: steps[step]?.title ?? '', progress: null })
      return { operation, finished: new Promise<Operation>((resolve) => { finish = resolve }) }
    },
    getOperation: async (operationId) => operations.get(operationId) ?? emptyOperation,
    abandon: async () => ({ dataVersion: 1, applied: [], preserved: { setAside: {}, putBack: {}, superseded: {} } }),
    drift: async () => ({ compared: 0, drifted: [], notCompared: [] }),
    rehearse: async ({ tenantId, module, seed = 1 }) => ({
      target: { tenantId, module, schema: `t_${tenantId}__${module}` }, fromDataVersion: 1, toDataVersion: 1, rows: { total: 0, copied: 0, written: 0 }, moves: [], differences: [], issues: [], superseded: {}, seed, durationMs: 1,
    }),
    listHosts: async () => [{ id: 'h_1', label: 'web-1', version: '1.0.0', startedAt: at, isAnnounced: true }],
    enqueue: async (planId, { actor, reason }) => ({ ...emptyApplication, planId, actor, reason }),
    listApplications: async () => [emptyApplication],
    planFleet: async ({ targets, select }, { actor, reason }) => ({ ...emptyFleetPlan, targets, selection: select, actor, reason }),
    getFleetPlan: async (id) => ({ ...emptyFleetPlan, id }),
    enqueueFleet: async () => [emptyApplication],
    listFleetApplications: async () => [emptyApplication],
    cancelApplication: async (id, { actor, reason }) => ({ ...emptyApplication, id, state: 'cancelled', actor, reason }),
    noteVersion: async ({ module, version, change, actor, reason }) => ({ packageName: `@tenon/${module}`, version, change, actor, reason, createdAt: at }),
    listNotices: async () => [],
    addAdvisory: async ({ fixedIn = null, url = null, ...advisory }) => ({ ...advisory, fixedIn, url, id: 'adv_1', createdAt: at, withdrawn: null }),
    listAdvisories: async () => [],
    withdrawAdvisory: async (id, { actor, reason }) => ({ id, module: 'inventory', range: '*', severity: 'low', title: 'flaw', fixedIn: null, url: null, actor, createdAt: at, withdrawn: { actor, reason, at } }),
    exposure: async () => ({ subjects: [], exposed: [] }),
    planExits: async () => [],
    skew: async (budget) => ({ modules: [], budget: { maxLiveLines: null, maxAgeDays: null, ...budget }, excesses: [] }),
    listSnapshots: async () => [],
    restoreSnapshot: async ({ number }) => ({ schema: `t_acme__sample__snapshot_${number}`, tables: [] }),
    listOperations: async () => [...operations.values()],
  } satisfies Partial<ModuleRegistry>

  async function statusOf(tenantId: string): Promise<TenantStatus> {
    return { tenant: await getTenant(tenantId), lock: emptyLock(tenantId, at), pins: pinsOf(tenantId), channels: stableChannels, lastOperation: null, attention: [] }
  }

  return {
    registry: registry as Partial<ModuleRegistry> as ModuleRegistry,
    progress: (step) => progress(step),
    finish: (status) => finish(remember(operations, 'o_1', { ...(operations.get('o_1') ?? emptyOperation), status, finishedAt: at })),
  }
}

const emptyFleetPlan: FleetPlan = { id: 'f_1', targets: {}, selection: { kind: 'all' }, classes: [], refused: [], unchanged: [], actor: '', reason: '', createdAt: at }

const emptyApplication: Application = {
  id: 'ap_1', tenantId: 'acme', planId: 'p_1', state: 'waiting', attempts: 0, notBefore: at, actor: 'system', reason: 'none', acceptDrift: null, hostId: null,
  operationId: null, problem: null, createdAt: at, finishedAt: null,
}

const emptyDelivery: Delivery = {
  tenantId: 'acme', eventId: 'e_1', name: 'inventory.stock.low', publisher: 'inventory', subscriber: 'analytics', key: 'BOLT', state: 'waiting', attempt: 0,
  problem: null, version: null, lockRevision: null, dueAt: null, endedAt: null,
}

function keyOf({ tenantId, eventId, subscriber }: DeliveryChoice): Pick<Delivery, 'tenantId' | 'eventId' | 'subscriber'> {
  return { tenantId, eventId, subscriber }
}

const emptyImport: ImportPlan = {
  id: 'im_1', prune: false, desired: {}, changes: [], radius: { tenants: 0, moves: 0, selections: 0, permissionsGranted: 0, permissionsWithdrawn: 0 }, conflicts: [], notListed: { tenants: [], modules: [] },
  fingerprint: 'f', actor: 'system', reason: 'none', createdAt: at,
}

const emptyPlan: Plan = {
  id: 'p_1', tenantId: 'acme', baseRevision: 0, fingerprint: 'f', moves: [], steps: [], deltas: [], reversible: true, noReturn: null, contractsLeft: [], atFinalize: [], estimate: { basis: { kind: 'unknown' }, totalMs: null, steps: [], rows: null }, rehearsals: [],
  actor: 'system', reason: 'none', createdAt: at,
}

const emptyOperation: Operation = {
  id: 'o_1', tenantId: 'acme', planId: 'p_1', kind: 'upgrade', status: 'running', steps: [], problem: null, preserved: nothingPreserved,
  actor: 'system', startedAt: at, finishedAt: null,
}

function remember<Item>(items: Map<string, Item>, key: string, item: Item): Item {
  items.set(key, item)
  return item
}
