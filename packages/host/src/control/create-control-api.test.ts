import { defineErrors } from '@tenon/model'
import type { ModuleRegistry } from '@tenon/registry'
import { describe, expect, it } from 'vitest'
import { createRegistryDouble } from '../../test/registry-double.ts'
import { openAccess } from '../access/access.ts'
import type { Access } from '../access/access.ts'
import { createControlClient } from '../control-client/create-control-client.ts'
import { controlEndpoints } from './control-endpoints.ts'
import { createControlApi } from './create-control-api.ts'
import type { ControlApi } from './create-control-api.ts'

function setUp(access: Access = openAccess()) {
  const double = createRegistryDouble()
  const unexpected: unknown[] = []
  const api = createControlApi({ registry: double.registry, access, onUnexpected: (error) => unexpected.push(error) })
  const seen: string[] = []
  const client = createControlClient({
    host: 'http://host.test', actor: 'cli:dana',
    fetch: (request) => {
      seen.push(`${request.method} ${new URL(request.url).pathname}`)
      return api.fetch(request)
    },
  })
  return { ...double, api, client, unexpected, seen }
}

const dana = { actor: 'cli:dana', reason: 'spring release' }

async function withAcme(parts = setUp()) {
  await parts.client.createOrganization({ id: 'globex', name: 'Globex' })
  await parts.client.createTenant({ id: 'acme', name: 'Acme', organizationId: 'globex' })
  return parts
}

function send(api: ControlApi, line: string, body: string | null = null): Promise<Response> {
  const [method = 'GET', path] = line.split(' ')
  return api.fetch(new Request(`http://host.test${path}`, { method, body, headers: { 'content-type': 'application/json' } }))
}

describe('control API', () => {
  it('answers through its client what the registry answers', async () => {
    const { client, registry } = await withAcme()
    expect(await client.listTenants()).toEqual(await registry.listTenants())
    expect(await client.status('acme')).toEqual(await registry.status('acme'))
    expect(await client.getTenant('acme')).toMatchObject({ clientType: 'standard', tags: [] })
  })

  it('reaches every endpoint from the client, and the client knows no other', async () => {
    const { client, seen, finish } = await withAcme()
    const pin = { tenantId: 'acme', module: 'inventory' }
    const stopped = { tenantId: 'acme', eventId: 'e_1', subscriber: 'analytics', ...dana }
    await Promise.all([
      client.listOrganizations(), client.listTenants(), client.getTenant('acme'), client.status(), client.history('acme'), client.listEvents('acme'),
      client.hostVersions(), client.hostMemory(), client.hostSupervision().catch(() => null), client.recycleHost(dana).catch(() => null), client.listModules(), client.listVersions('inventory'), client.getVersion('inventory', '1.0.0').catch(() => null), client.refreshCatalog(),
      client.setPin({ ...pin, range: '~1.2', owner: 'dana', reason: 'audit', actor: 'cli:dana' }), client.listPins(), client.removePin('acme', 'inventory', dana),
      client.readSettings('acme', 'inventory'), client.writeSettings({ ...pin, values: {}, ...dana }), client.getPlan('p_1'), client.listOperations(), client.abandon('acme', 'inventory', dana),
      client.grant({ ...pin, permissions: ['inventory:unit:manage'], ...dana }), client.withdraw({ ...pin, permissions: ['inventory:unit:manage'], ...dana }),
      client.getChannels('acme'), client.setChannel({ tenantId: 'acme', channel: 'beta', ...dana }), client.promote({ module: 'inventory', version: '1.0.0', channel: 'beta', ...dana }).catch(() => null),
      client.listDeliveries('acme', { state: 'dead' }), client.replayDelivery(stopped), client.discardDelivery(stopped), client.listTimers('acme'),
      client.exportState(), client.planImport({ desired: {}, ...dana }), client.getImport('im_1'), client.applyImport('im_1', dana),
      client.timeline('acme'), client.stateAt('acme', '2026-11-17T14:03:00Z'),
      client.approve('p_1', dana), client.reject('p_1', dana), client.listApprovals('p_1'),
      client.preview({ kind: 'move', tenantId: 'acme', targets: {} }),
      client.drift('acme'), client.rehearse({ tenantId: 'acme', module: 'inventory', version: '1.0.0', onProgress: () => undefined }),
      client.noteVersion({ module: 'inventory', version: '1.0.0', change: 'yank', ...dana }), client.listNotices('inventory'),
      client.addAdvisory({ module: 'inventory', range: '<1.4.3', severity: 'high', title: 'flaw', actor: 'cli:dana' }), client.listAdvisories(), client.withdrawAdvisory('adv_1', dana),
      client.exposure('inventory@1.0.0'), client.planExits('adv_1', dana), client.skew({ maxLiveLines: 2 }),
      client.listSnapshots('acme'), client.restoreSnapshot({ tenantId: 'acme', module: 'inventory', number: 7, ...dana }),
      client.planFleet({ targets: { inventory: '1.0.0' }, select: { kind: 'all' } }, dana), client.getFleetPlan('f_1'), client.enqueueFleet('f_1', dana), client.listFleetApplications('f_1'),
      client.listHosts(), client.enqueue('p_1', dana), client.listApplications('acme'), client.cancelApplication('ap_1', dana),
    ])
    await client.plan({ kind: 'finalize', tenantId: 'acme', module: 'inventory' }, dana)
    const { finished } = await client.start('p_1', dana)
    finish('succeeded')
    await finished
    const asEndpoint = (path: string) => path.replace('/acme', '/{tenant}').replace(/(modules|pins|settings|grants|preparations|snapshots)\/inventory/, '$1/{module}')
      .replace('versions/1.0.0', 'versions/{version}').replace('/7/', '/{snapshot}/').replace('e_1/analytics', '{event}/{subscriber}').replace('/ap_1/', '/{application}/').replace('im_1', '{import}').replace('f_1', '{fleetPlan}').replace('p_1', '{plan}').replace('o_1', '{operation}').replace('adv_1', '{advisory}')
    expect(new Set(seen.map(asEndpoint).map((line) => line.replace(/rehearsals\/[0-9a-f-]+/, 'rehearsals/{watch}')))).toEqual(new Set(controlEndpoints.map(({ method, path }) => `${method.toUpperCase()} ${path}`)))
  })

  it('says how far a rehearsal is while it runs, to its tenant and under its name alone', async () => {
    const { registry } = await withAcme()
    let end: () => void = () => undefined
    const ended = new Promise<void>((resolve) => { end = resolve })
    const slow: ModuleRegistry = { ...registry, rehearse: async (request) => {
      request.onProgress?.({ stage: 'up again', rows: 3 })
      await ended
      return registry.rehearse(request)
    } }
    const api = createControlApi({ registry: slow, access: openAccess() })
    const paths: string[] = []
    const client = createControlClient({ host: 'http://host.test', fetch: (request) => { paths.push(new URL(request.url).pathname); return api.fetch(request) } })
    const told: unknown[] = []
    const elsewhere: Promise<unknown>[] = []
    await client.rehearse({ tenantId: 'acme', module: 'inventory', version: '1.0.0', onProgress: (progress) => {
      told.push(progress)
      elsewhere.push(send(api, `GET ${(paths.at(-1) ?? '').replace('acme', 'other')}`).then((answer) => answer.json()).finally(end))
    } })
    expect(await elsewhere[0]).toEqual({ progress: null })
    expect(told[0]).toEqual({ stage: 'up again', rows: 3 })
    expect(await (await send(api, `GET ${paths.at(-1) ?? ''}`)).json()).toEqual({ progress: null })
  })

  it('passes the code, category and next step of a registry error through', async () => {
    const { client } = setUp()
    await expect(client.getTenant('nobody')).rejects.toMatchObject({
      code: 'TENANT_UNKNOWN', status: 404, problem: { category: 'not-found', next: 'List them with `tenon tenant list`.', details: { tenant: 'nobody' } },
    })
  })

  it('tells the owner of an unknown error, and the caller nothing of it', async () => {
    const { api, unexpected } = setUp()
    const response = await send(api, 'GET /api/modules/inventory/versions/1.0.0')
    expect(response.status).toBe(500)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.text()).not.toContain('secret')
    expect(unexpected).toHaveLength(1)
  })

  it.each([
    { line: 'POST /api/tenants', body: '{"id": 7}', status: 400, code: 'REQUEST_INVALID' },
    { line: 'POST /api/tenants', body: '{"id":', status: 400, code: 'BODY_MALFORMED' },
    { line: 'GET /api/operations/o_1?waitMs=999999', body: null, status: 400, code: 'REQUEST_INVALID' },
    { line: 'GET /api/nothing', body: null, status: 404, code: 'API_ROUTE_UNKNOWN' },
  ])('answers $line $body with $status $code', async ({ line, body, status, code }) => {
    const response = await send(setUp().api, line, body)
    expect({ status: response.status, ...(await response.json()) as object }).toMatchObject({ status, code })
  })

  it('names each field of a request that does not fit', async () => {
    const response = await send(setUp().api, 'PUT /api/tenants/acme/pins/inventory', '{"range":"~1.2","reason":" "}')
    const { details } = await response.json() as { details: { issues: { path: string }[] } }
    expect(details.issues.map((issue) => issue.path)).toEqual(['body.owner', 'body.reason'])
  })

  it('records the actor of the request', async () => {
    const { client } = await withAcme()
    expect(await client.plan({ kind: 'move', tenantId: 'acme', targets: {} }, { actor: 'cli:lee', reason: 'r' })).toMatchObject({ actor: 'cli:lee', reason: 'r' })
  })

  it('refuses an endpoint whose permission the caller lacks, before it reads the request', async () => {
    const asked: unknown[] = []
    const reader: Access = { identify: (_request, tenantId) => ({ actor: 'user:lee', can: (permission) => { asked.push([permission, tenantId]); return false } }) }
    const response = await send(setUp(reader).api, 'POST /api/tenants/acme/plans', '{"broken')
    expect(await response.json()).toMatchObject({ status: 403, code: 'PERMISSION_MISSING' })
    expect(asked).toEqual([['tenon:plan:create', 'acme']])
  })

  it('answers what access control throws', async () => {
    const errors = defineErrors({ SESSION_OVER: { category: 'unauthenticated', title: () => 'Your session is over.', next: () => 'Sign in again.' } })
    const response = await send(setUp({ identify: () => { throw errors.SESSION_OVER({}) } }).api, 'GET /api/tenants')
    expect(await response.json()).toMatchObject({ status: 401, code: 'SESSION_OVER' })
  })

  it('describes every endpoint, its permission and its problems in OpenAPI 3.1', async () => {
    const document = await (await send(setUp().api, 'GET /api/openapi.json')).json() as { openapi: string, paths: Record<string, Record<string, { responses: object }>> }
    expect(document.openapi).toBe('3.1.0')
    for (const { method, path, permission, status } of controlEndpoints) {
      const operation = document.paths[path]?.[method]
      expect(operation).toMatchObject({ 'x-tenon-permission': permission })
      expect(Object.keys(operation?.responses ?? {})).toEqual([String(status), 'default'])
    }
  })
})

describe('operations over the control API', () => {
  it('answers 202 at once and lets a reader wait for the end', async () => {
    const { api, finish } = await withAcme()
    const started = await send(api, 'POST /api/plans/p_1/apply', '{}')
    expect(started.status).toBe(202)
    expect(await started.json()).toMatchObject({ id: 'o_1', status: 'running' })
    const waiting = send(api, 'GET /api/operations/o_1?waitMs=30000')
    finish('failed')
    expect(await (await waiting).json()).toMatchObject({ status: 'failed' })
  })

  it('answers the running operation when the waiting time is over, with the step it is at', async () => {
    const { api, client, progress } = await withAcme()
    await client.start('p_1', dana)
    progress(1)
    const operation = await (await send(api, 'GET /api/operations/o_1?waitMs=1')).json()
    expect(operation).toMatchObject({ status: 'running', steps: [{ status: 'succeeded' }, { status: 'running' }] })
  })

  it('stops waiting when the reader goes away', async () => {
    const { api, client } = await withAcme()
    await client.start('p_1', dana)
    const reader = new AbortController()
    const waiting = api.fetch(new Request('http://host.test/api/operations/o_1?waitMs=30000', { signal: reader.signal }))
    reader.abort()
    expect((await waiting).status).toBe(200)
  })

  it('reports progress to whoever applies from afar', async () => {
    const { client, progress, finish } = await withAcme()
    const titles: string[] = []
    const { finished } = await client.start('p_1', { ...dana, onProgress: ({ title }) => { titles.push(title); finish('succeeded') } })
    progress(1)
    expect(await finished).toMatchObject({ status: 'succeeded' })
    expect(titles).toEqual(['migrate'])
  })
})

describe('control client', () => {
  it('says that no host answers, and what to do', async () => {
    const client = createControlClient({ host: 'http://127.0.0.1:1', fetch: () => Promise.reject(new TypeError('refused')) })
    await expect(client.listTenants()).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' })
  })

  it('says that the host was lost when it goes away while an operation runs', async () => {
    const { api } = await withAcme()
    let answers = 1
    const client = createControlClient({ host: 'http://host.test', fetch: (request) => (answers-- > 0 ? api.fetch(request) : Promise.reject(new TypeError('refused'))) })
    await expect(client.apply('p_1', dana)).rejects.toMatchObject({ code: 'HOST_LOST', problem: { details: { operation: 'o_1' } } })
  })

  it('says that something else answered', async () => {
    const client = createControlClient({ host: 'http://proxy.test', fetch: async () => new Response('<html>', { status: 502 }) })
    await expect(client.listTenants()).rejects.toMatchObject({ code: 'HOST_ANSWER_UNUSABLE', problem: { details: { status: 502, path: '/api/tenants' } } })
  })
})
