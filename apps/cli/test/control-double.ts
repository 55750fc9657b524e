import { defineErrors } from '@tenon/model'
import type { Manifest, Operation } from '@tenon/model'
import type { ControlPlane } from '@tenon/host/client'
import { acme, at, finalizePlan, lock, operationOf, rollBackPlan, upgradePlan } from './plan-fixtures.ts'

const errors = defineErrors({
  TENANT_UNKNOWN: {
    category: 'not-found',
    title: (d: { tenant: string }) => `There is no tenant "${d.tenant}".`,
    next: () => 'List them with `tenon tenant list`.',
  },
})

const pin = { tenantId: 'acme', module: 'inventory', range: '~1.2', owner: 'dana', reason: 'audit season', expiresAt: '2027-03-01T00:00:00.000Z', createdAt: at }
const manifest: Manifest = {
  manifestVersion: 1, name: 'inventory', packageName: '@tenon/inventory', version: '1.2.0', title: 'Inventory', description: '', hostRange: '*',
  provides: [], requires: [], permissions: [], events: [], routes: [], migrations: [],
  settings: { type: 'object', properties: { allowNegativeStock: { type: 'boolean', default: false }, weeks: { type: 'integer', default: 6 } } },
}
const plans = [upgradePlan, rollBackPlan, finalizePlan]

/** A control plane with one tenant on one module, whose operations end as the test says. Records the calls that change something. */
export function createControlDouble(ending: Partial<Operation> = {}): { readonly control: ControlPlane; readonly calls: unknown[] } {
  const calls: unknown[] = []
  const noted = <Answer>(call: unknown, answer: Answer): Promise<Answer> => {
    calls.push(call)
    return Promise.resolve(answer)
  }
  const known = <Answer>(tenant: string, answer: Answer): Promise<Answer> =>
    tenant === 'acme' ? Promise.resolve(answer) : Promise.reject(errors.TENANT_UNKNOWN({ tenant }))
  const control = {
    listOrganizations: async () => [{ id: 'globex', name: 'Globex', createdAt: at }],
    createOrganization: (options) => noted(options, { ...options, createdAt: at }),
    listTenants: async () => [acme],
    createTenant: (options) => noted(options, { ...acme, ...options }),
    getTenant: (tenant) => known(tenant, acme),
    status: async (tenant = 'acme') => known(tenant, [{ tenant: acme, lock, pins: [pin], channels: { all: 'stable', modules: { inventory: 'beta' } }, lastOperation: operationOf(upgradePlan), attention: ['pin of inventory ended on 2026-11-01'] }]),
    history: (tenant) => known(tenant, [lock]),
    timeline: (tenant) => known(tenant, [
      { kind: 'channel', module: null, channel: 'beta', actor: 'cli:lee', reason: 'early bird', createdAt: at },
      { kind: 'pin', module: 'inventory', change: 'set', range: '~1.2', owner: 'dana', expiresAt: null, actor: 'cli:dana', reason: 'audit season', createdAt: at },
      { kind: 'data', module: 'inventory', change: 'abandon', details: {}, actor: 'cli:dana', reason: 'not now', createdAt: at },
      { kind: 'lock', revision: lock, actor: lock.actor, reason: lock.reason, createdAt: at },
    ]),
    stateAt: (tenant, instant) => known(tenant, { at: instant, lock, pins: [pin], channels: { all: 'stable', modules: {} } }),
    lockAt: (tenant) => known(tenant, lock),
    getLock: (tenant) => known(tenant, lock),
    getVersion: (module, version) => Promise.resolve({ module, version, packageName: '@tenon/inventory', integrity: 'sha512-a', status: 'available', manifest: { ...manifest, version } }),
    listModules: async () => [{ name: 'inventory', packageName: '@tenon/inventory', title: 'Inventory', versions: [
      { version: '2.0.0', status: 'available', integrity: 'sha512-a', tenants: 1 }, { version: '1.2.0', status: 'deprecated', integrity: 'sha512-b', tenants: 2 },
    ] }],
    listPins: async () => [pin],
    setPin: (options) => noted(options, { ...pin, ...options, expiresAt: options.expiresAt ?? null }),
    removePin: async (tenant, module, actor) => noted({ tenant, module, ...actor }, undefined),
    readSettings: async (tenantId, module) => ({ tenantId, module, revision: 3, values: { allowNegativeStock: false, currency: 'EUR' }, actor: 'cli:dana', createdAt: at }),
    writeSettings: (options) => noted(options, { ...options, revision: 1, createdAt: at }),
    plan: async (request, actor) => {
      await known(request.tenantId, null)
      return noted({ ...request, ...actor }, request.kind === 'move' ? upgradePlan : request.kind === 'finalize' ? finalizePlan : rollBackPlan)
    },
    approve: (planId, actor) => noted({ planId, ...actor }, { planId, verdict: 'approved', ...actor, createdAt: at }),
    reject: (planId, actor) => noted({ planId, ...actor }, { planId, verdict: 'rejected', ...actor, createdAt: at }),
    listApprovals: async (planId) => [{ planId, verdict: 'approved', actor: 'cli:kim', reason: 'read it twice', createdAt: at }],
    preview: async ({ tenantId }) => {
      const { id: _id, actor: _actor, reason: _reason, createdAt: _createdAt, ...preview } = upgradePlan
      return known(tenantId, preview)
    },
    getPlan: async (planId) => plans.find(({ id }) => id === planId) ?? upgradePlan,
    apply: (planId, { actor, reason }) => noted({ planId, actor, reason }, operationOf(plans.find(({ id }) => id === planId) ?? upgradePlan, ending)),
  } satisfies Partial<ControlPlane>
  return { control: control as Partial<ControlPlane> as ControlPlane, calls }
}
