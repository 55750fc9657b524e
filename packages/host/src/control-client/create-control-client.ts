import { isTenonError } from '@tenon/model'
import type { Operation } from '@tenon/model'
import type { ApplyOptions, OperationProgress, PlanRequest, TenantStatus } from '@tenon/registry'
import { clientErrors } from './client-errors.ts'
import type { ControlPlane } from './control-plane.ts'
import { requestJson } from './request-json.ts'
import type { ControlCall, ControlConnection } from './request-json.ts'

/** Which host to speak to, and as whom. */
export interface CreateControlClientOptions {
  /** Origin of the host, such as `http://127.0.0.1:4000`. */
  readonly host: string
  /** Recorded for reads, and for changes that name no actor. Default `anonymous`. */
  readonly actor?: string
  /** Default: the platform's own. */
  readonly fetch?: (request: Request) => Promise<Response>
}

/** How long one request waits for an operation to end; progress is seen at least this often. */
const followMs = 500

/**
 * The control plane of a host, over its control API: the same methods, types and errors as a
 * registry in this process, and HOST_UNREACHABLE when nobody answers.
 *
 * @example
 * const control = createControlClient({ host: 'http://127.0.0.1:4000', actor: 'cli:dana' })
 * const plan = await control.plan({ kind: 'move', tenantId: 'acme', targets: { inventory: '2.0.0' } }, { actor: 'cli:dana', reason: 'spring release' })
 * const operation = await control.apply(plan.id, { actor: 'cli:dana', reason: 'spring release' })
 */
export function createControlClient(options: CreateControlClientOptions): ControlPlane & Required<Pick<ControlPlane, 'hostVersions'>> {
  const connection: ControlConnection = { host: options.host, actor: options.actor ?? 'anonymous', fetch: options.fetch ?? fetch }
  const call = <Answer>(it: ControlCall) => requestJson<Answer>(connection, it)
  const tenantStatus = (tenantId: string) => call<TenantStatus>({ path: path`/api/tenants/${tenantId}` })
  return {
    listOrganizations: () => call({ path: '/api/organizations' }),
    createOrganization: (body) => call({ method: 'POST', path: '/api/organizations', body }),
    listTenants: () => call({ path: '/api/tenants' }),
    createTenant: (body) => call({ method: 'POST', path: '/api/tenants', body }),
    getTenant: async (tenantId) => (await tenantStatus(tenantId)).tenant,
    getLock: async (tenantId) => (await tenantStatus(tenantId)).lock,
    status: async (tenantId) => (tenantId === undefined ? call({ path: '/api/status' }) : [await tenantStatus(tenantId)]),
    history: (tenantId) => call({ path: path`/api/tenants/${tenantId}/history` }),
    lockAt: async (tenantId, at) => first(await call({ path: path`/api/tenants/${tenantId}/history`, query: { at } })),
    exportState: (tenant) => call({ path: '/api/desired-state', query: { tenant } }),
    planImport: ({ actor, ...body }) => call({ method: 'POST', path: '/api/imports', body, actor }),
    getImport: (importId) => call({ path: path`/api/imports/${importId}` }),
    applyImport: (importId, { actor, reason }) => call({ method: 'POST', path: path`/api/imports/${importId}/apply`, body: { reason }, actor }),
    timeline: (tenantId) => call({ path: path`/api/tenants/${tenantId}/timeline` }),
    stateAt: (tenantId, at) => call({ path: path`/api/tenants/${tenantId}/state`, query: { at } }),
    listEvents: (tenantId, limit) => call({ path: path`/api/tenants/${tenantId}/events`, query: { limit } }),
    hostVersions: () => call({ path: '/api/versions' }),
    listDeliveries: (tenantId, { state, limit } = {}) => call({ path: path`/api/tenants/${tenantId}/deliveries`, query: { state, limit } }),
    replayDelivery: ({ tenantId, eventId, subscriber, actor, ...body }) => call({ method: 'POST', path: path`/api/tenants/${tenantId}/deliveries/${eventId}/${subscriber}/replay`, body, actor }),
    discardDelivery: ({ tenantId, eventId, subscriber, actor, ...body }) => call({ method: 'POST', path: path`/api/tenants/${tenantId}/deliveries/${eventId}/${subscriber}/discard`, body, actor }),
    listTimers: (tenantId) => call({ path: path`/api/tenants/${tenantId}/timers` }),
    listModules: () => call({ path: '/api/modules' }),
    listVersions: (module) => call({ path: path`/api/modules/${module}` }),
    getVersion: (module, version) => call({ path: path`/api/modules/${module}/versions/${version}` }),
    refreshCatalog: () => call({ method: 'POST', path: '/api/catalog/refresh' }),
    noteVersion: ({ module, version, change, actor, reason }) => call({ method: 'POST', path: path`/api/modules/${module}/versions/${version}/notices`, body: { change, reason }, actor }),
    listNotices: (module) => call({ path: path`/api/modules/${module}/notices` }),
    addAdvisory: ({ actor, ...body }) => call({ method: 'POST', path: '/api/advisories', body, actor }),
    listAdvisories: () => call({ path: '/api/advisories' }),
    withdrawAdvisory: (advisoryId, { actor, reason }) => call({ method: 'POST', path: path`/api/advisories/${advisoryId}/withdrawal`, body: { reason }, actor }),
    exposure: (subject) => call({ path: '/api/exposure', query: { subject } }),
    planExits: (subject, { actor, reason }) => call({ method: 'POST', path: '/api/exposure/plans', body: { subject: subject ?? null, reason }, actor }),
    skew: ({ maxLiveLines, maxAgeDays } = {}) => call({ path: '/api/skew', query: { maxLiveLines: maxLiveLines ?? undefined, maxAgeDays: maxAgeDays ?? undefined } }),
    listPins: (tenant) => call({ path: '/api/pins', query: { tenant } }),
    setPin: ({ tenantId, module, actor, ...body }) => call({ method: 'PUT', path: path`/api/tenants/${tenantId}/pins/${module}`, body, actor }),
    removePin: async (tenantId, module, { actor, reason }) => {
      await call({ method: 'DELETE', path: path`/api/tenants/${tenantId}/pins/${module}`, query: { reason }, actor })
    },
    readSettings: (tenantId, module) => call({ path: path`/api/tenants/${tenantId}/settings/${module}` }),
    writeSettings: ({ tenantId, module, actor, ...body }) => call({ method: 'PUT', path: path`/api/tenants/${tenantId}/settings/${module}`, body, actor }),
    grant: ({ tenantId, module, actor, ...body }) => call({ method: 'POST', path: path`/api/tenants/${tenantId}/grants/${module}`, body, actor }),
    withdraw: ({ tenantId, module, actor, ...body }) => call({ method: 'POST', path: path`/api/tenants/${tenantId}/grants/${module}/withdraw`, body, actor }),
    getChannels: (tenantId) => call({ path: path`/api/tenants/${tenantId}/channels` }),
    setChannel: ({ tenantId, actor, ...body }) => call({ method: 'PUT', path: path`/api/tenants/${tenantId}/channels`, body, actor }),
    promote: ({ module, version, actor, ...body }) => call({ method: 'PUT', path: path`/api/modules/${module}/versions/${version}/channel`, body, actor }),
    plan: (request, { actor, ...options }) => call({ method: 'POST', path: path`/api/tenants/${request.tenantId}/plans`, body: { ...requestBody(request), ...options }, actor }),
    preview: (request) => call({ method: 'POST', path: path`/api/tenants/${request.tenantId}/plan-previews`, body: requestBody(request) }),
    approve: (planId, { actor, reason }) => call({ method: 'POST', path: path`/api/plans/${planId}/approvals`, body: { verdict: 'approved', reason }, actor }),
    reject: (planId, { actor, reason }) => call({ method: 'POST', path: path`/api/plans/${planId}/approvals`, body: { verdict: 'rejected', reason }, actor }),
    listApprovals: (planId) => call({ path: path`/api/plans/${planId}/approvals` }),
    getPlan: (planId) => call({ path: path`/api/plans/${planId}` }),
    abandon: (tenantId, module, { actor, reason }) => call({ method: 'DELETE', path: path`/api/tenants/${tenantId}/preparations/${module}`, query: { reason }, actor }),
    drift: (tenant) => call({ path: '/api/drift', query: { tenant } }),
    rehearse: ({ tenantId, ...body }) => call({ method: 'POST', path: path`/api/tenants/${tenantId}/rehearsals`, body }),
    listSnapshots: (tenantId, module) => call({ path: path`/api/tenants/${tenantId}/snapshots`, query: { module } }),
    restoreSnapshot: ({ tenantId, module, number, actor, reason }) =>
      call({ method: 'POST', path: path`/api/tenants/${tenantId}/snapshots/${module}/${String(number)}/restore`, body: { reason }, actor }),
    listHosts: () => call({ path: '/api/hosts' }),
    enqueue: (planId, { actor, reason, acceptDrift }) => call({ method: 'POST', path: path`/api/plans/${planId}/enqueue`, body: { reason, acceptDrift }, actor }),
    listApplications: (tenant, limit) => call({ path: '/api/applications', query: { tenant, limit } }),
    cancelApplication: (applicationId, { actor, reason }) => call({ method: 'POST', path: path`/api/applications/${applicationId}/cancel`, body: { reason }, actor }),
    getOperation: (operationId) => call({ path: path`/api/operations/${operationId}` }),
    listOperations: (tenant) => call({ path: '/api/operations', query: { tenant } }),
    start: (planId, apply) => startOperation(call, planId, apply),
    apply: async (planId, apply) => (await startOperation(call, planId, apply)).finished,
  }
}

type Call = <Answer>(call: ControlCall) => Promise<Answer>

async function startOperation(call: Call, planId: string, { actor, reason, acceptDrift, onProgress }: ApplyOptions) {
  const operation = await call<Operation>({ method: 'POST', path: path`/api/plans/${planId}/apply`, body: { reason, acceptDrift }, actor })
  return { operation, finished: follow(call, operation, onProgress) }
}

/** Long-polls until the operation has ended. Resolves to it whatever its end was. @throws HOST_LOST */
async function follow(call: Call, started: Operation, onProgress: ApplyOptions['onProgress']): Promise<Operation> {
  let operation = started
  while (operation.status === 'running') {
    operation = await call<Operation>({ path: path`/api/operations/${started.id}`, query: { waitMs: followMs } }).catch((error: unknown) => {
      throw isTenonError(error) && error.code === 'HOST_UNREACHABLE' ? clientErrors.HOST_LOST({ tenant: started.tenantId, operation: started.id }, { cause: error }) : error
    })
    const progress = progressOf(operation)
    if (progress !== null) onProgress?.(progress)
  }
  return operation
}

function progressOf(operation: Operation): OperationProgress | null {
  const step = operation.steps.findIndex((outcome) => outcome.status === 'running')
  const title = operation.steps[step]?.title
  return title === undefined ? null : { operationId: operation.id, step, title, progress: null }
}

function requestBody({ tenantId: _inPath, ...request }: PlanRequest): Omit<PlanRequest, 'tenantId'> {
  return request
}

function first<Item>(items: readonly Item[]): Item {
  return items[0] as Item
}

/** A path whose values are escaped. */
function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent))
}
