import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHost, openAccess } from '@tenon/host'
import type { Host, HostOptions } from '@tenon/host'
import { echoLoader, echoModule, noDatabase } from './echo-module.ts'
import { createMemoryRegistry } from './memory-registry.ts'

const memory = createMemoryRegistry()
let host: Host

function open(options: Partial<HostOptions> = {}): Host {
  host = createHost({ registry: memory.registry, loader: echoLoader(), database: noDatabase, access: openAccess(), ...options })
  return host
}

async function get(path: string, init: RequestInit = {}): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const response = await host.fetch(new Request(`http://localhost:4000${path}`, init))
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> }
}

beforeEach(() => {
  memory.lock('acme', { inventory: '1.2.0', config: '1.0.0' }, { inventory: { allowNegativeStock: true } })
  memory.lock('globex', { inventory: '2.0.0' })
})
afterEach(() => host.close())

describe('dispatch', () => {
  it("answers on the tenant's locked version and says which it was", async () => {
    open()
    const acme = await get('/t/acme/inventory/v1/echo/hi%20there?q=1')
    expect(acme.body).toEqual({ tenant: 'acme', version: '1.2.0', word: 'hi there', query: '1', settings: { allowNegativeStock: true } })
    expect(acme.headers.get('tenon-module')).toBe('inventory@1.2.0')
    expect((await get('/t/globex/inventory/v1/echo/x')).body).toMatchObject({ tenant: 'globex', version: '2.0.0', settings: {} })
  })

  it('finds the tenant by header and by subdomain, and lets the path win', async () => {
    open({ tenantDomains: ['tenon.example'] })
    expect((await get('/inventory/v1/echo/x', { headers: { 'tenon-tenant': 'globex' } })).body).toMatchObject({ tenant: 'globex' })
    const bySubdomain = await host.fetch(new Request('https://acme.tenon.example/inventory/v1/echo/x'))
    expect(await bySubdomain.json()).toMatchObject({ tenant: 'acme' })
    expect((await get('/t/acme/inventory/v1/echo/x', { headers: { 'tenon-tenant': 'globex' } })).body).toMatchObject({ tenant: 'acme' })
    expect((await host.fetch(new Request('https://a.b.tenon.example/inventory/v1/echo/x'))).status).toBe(404)
  })

  it('answers below a mount path', async () => {
    open({ mountPath: '/tenon/' })
    expect((await get('/tenon/t/acme/inventory/v1/echo/x')).body).toMatchObject({ tenant: 'acme' })
  })

  it.each([
    ['/t/nobody/inventory/v1/echo/x', 404, 'TENANT_UNKNOWN'],
    ['/t/nobody/openapi.json', 404, 'TENANT_UNKNOWN'],
    ['/t/acme/analytics/v1/echo/x', 404, 'MODULE_NOT_INSTALLED'],
    ['/t/acme/inventory/v9/nothing', 404, 'ROUTE_UNKNOWN'],
    ['/nowhere', 404, 'ADDRESS_UNKNOWN'],
  ])('answers %s with problem+json', async (path, status, code) => {
    open()
    const answer = await get(path)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.body).toMatchObject({ code, status })
    expect(answer.body['next']).toBeTruthy()
  })

  it('follows the lock from one call to the next, even when nobody announced the change', async () => {
    open()
    expect((await get('/t/acme/inventory/v1/echo/x')).body).toMatchObject({ version: '1.2.0' })
    memory.lock('acme', { inventory: '2.0.0' })
    expect((await get('/t/acme/inventory/v1/echo/x')).body).toMatchObject({ version: '2.0.0' })
    expect((await get('/t/acme/config/v1/echo/x')).body).toMatchObject({ code: 'MODULE_NOT_INSTALLED' })
  })

  it('turns what a module throws into a problem without its text', async () => {
    const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    const failing = echoModule('inventory')
    open({ log, loader: echoLoader(() => ({ ...failing, http: { ...failing.http, fetch: () => Promise.reject(new Error('row 17 of acme')) } })) })
    const answer = await get('/t/acme/inventory/v1/echo/x')
    expect(answer.status).toBe(500)
    expect(answer.body).toMatchObject({ code: 'MODULE_FAILED' })
    expect(JSON.stringify(answer.body)).not.toContain('row 17')
    expect(log.error).toHaveBeenCalledTimes(1)
  })
})

describe('a request body', () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    get('/t/acme/inventory/v1/echo', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers }, ...(body instanceof ReadableStream && { duplex: 'half' }) } as RequestInit)

  it('reaches the module when it fits', async () => {
    open()
    expect((await post('{"a":1}')).body).toEqual({ body: { a: 1 } })
    expect((await post('{"a":1}', { 'content-length': '7' })).body).toEqual({ body: { a: 1 } })
  })

  it('is refused when it is not JSON', async () => {
    open()
    expect(await post('{"a":')).toMatchObject({ status: 400, body: { code: 'BODY_MALFORMED' } })
  })

  it('is refused past the limit, with and without a declared length', async () => {
    open({ bodyLimitBytes: 100 })
    const large = JSON.stringify('x'.repeat(200))
    expect(await post(large, { 'content-length': String(large.length) })).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE', details: { limitBytes: 100 } } })
    expect(await post(large)).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } })
    expect(await post(new Blob([large]).stream())).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } })
  })
})

describe('a cut-over', () => {
  const slow = Promise.withResolvers<void>()
  const slowLoader = echoLoader((module) => echoModule(module, (routes) => routes.get('/v1/slow', async (context) => {
    await slow.promise
    return context.json({ version: context.env.scope.version })
  })))

  it('holds new calls of its module, and lets them start on the new version', async () => {
    open()
    const release = await memory.hold('acme', ['inventory'])
    const held = get('/t/acme/inventory/v1/echo/x')
    expect((await get('/t/acme/config/v1/echo/x')).status).toBe(200)
    expect((await get('/t/globex/inventory/v1/echo/x')).status).toBe(200)
    memory.lock('acme', { inventory: '2.0.0', config: '1.0.0' })
    release()
    release()
    expect((await held).body).toMatchObject({ version: '2.0.0' })
  })

  it('waits for calls in flight, which end on the version they began on', async () => {
    open({ loader: slowLoader })
    await host.warm()
    const running = get('/t/acme/inventory/v1/slow')
    await vi.waitFor(() => expect(host.versions()).toContainEqual(expect.objectContaining({ module: 'inventory', version: '1.2.0', calls: 1, phase: 'active' })))
    let ready = false
    const holding = memory.hold('acme', ['inventory'], 60_000).then((release) => { ready = true; return release })
    await Promise.resolve()
    expect(ready).toBe(false)
    slow.resolve()
    const release = await holding
    memory.lock('acme', { inventory: '2.0.0' })
    release()
    expect((await running).body).toEqual({ version: '1.2.0' })
    expect(host.versions()).toContainEqual(expect.objectContaining({ module: 'inventory', version: '1.2.0', calls: 0, phase: 'drained' }))
  })

  it('does not happen when calls in flight have not ended within its budget; it names them, and new calls start', async () => {
    const stuck = echoModule('inventory')
    const fetch = (request: Request) => (request.url.endsWith('stuck') ? new Promise<Response>(() => {}) : Promise.resolve(Response.json({})))
    open({ closeBudgetMs: 1, loader: echoLoader(() => ({ ...stuck, http: { ...stuck.http, fetch } })) })
    await host.warm()
    void host.fetch(new Request('http://localhost/t/acme/inventory/stuck'))
    await expect(memory.hold('acme', ['inventory', 'config'], 1)).rejects.toMatchObject({ code: 'CALLS_UNFINISHED', problem: { details: { running: [{ module: 'inventory', calls: 1 }] } } })
    expect((await get('/t/acme/inventory/other')).status).toBe(200)
    const release = await memory.hold('acme', ['inventory'], 0)
    release()
    expect(await host.close()).toEqual({ abandonedCalls: 1 })
  })

  it('waits while the host cannot hear of moves, in lanes that are new as well, and turns away what waits too long', async () => {
    open({ cutoverBudgetMs: 1_000 })
    expect((await get('/t/acme/inventory/v1/echo/x')).status).toBe(200)
    const resume = memory.suspend()
    const waiting = [get('/t/acme/inventory/v1/echo/x'), get('/t/globex/inventory/v1/echo/x')]
    memory.lock('acme', { inventory: '2.0.0', config: '1.0.0' })
    resume()
    expect((await Promise.all(waiting)).map(({ body }) => body)).toMatchObject([{ version: '2.0.0' }, {}])
    await host.close()
    open({ cutoverBudgetMs: 1 })
    const resumeLater = memory.suspend()
    expect(await get('/t/acme/inventory/v1/echo/x')).toMatchObject({ status: 503, body: { code: 'HOST_DETACHED' } })
    resumeLater()
    expect((await get('/t/acme/inventory/v1/echo/x')).status).toBe(200)
  })

  it('turns a held call away, for a repeat, when it takes longer than the budget', async () => {
    open({ cutoverBudgetMs: 1 })
    const release = await memory.hold('acme', ['inventory'])
    const answer = await get('/t/acme/inventory/v1/echo/x')
    release()
    expect(answer).toMatchObject({ status: 503, body: { code: 'CUTOVER_TIMEOUT' } })
    expect(answer.headers.get('retry-after')).toBe('1')
  })

  it('opens only when the last of two holds lets go', async () => {
    open({ cutoverBudgetMs: 1 })
    const first = await memory.hold('acme', ['inventory'])
    const second = await memory.hold('acme', ['inventory'])
    first()
    expect((await get('/t/acme/inventory/v1/echo/x')).status).toBe(503)
    second()
    expect((await get('/t/acme/inventory/v1/echo/x')).status).toBe(200)
  })
})

describe('a host', () => {
  it('warms every locked version; a refused one makes only itself unavailable', async () => {
    const good = echoLoader()
    open({ loader: { load: (entry) => (entry.version === '2.0.0' ? Promise.reject(new TypeError('changed byte')) : good.load(entry)) } })
    expect(await get('/readyz')).toMatchObject({ status: 503, body: { code: 'HOST_NOT_READY' } })
    const report = await host.warm()
    expect(report.loaded).toBe(2)
    expect(report.refused).toMatchObject([{ module: 'inventory', version: '2.0.0', problem: { code: 'MODULE_VERSION_REFUSED' } }])
    expect(await get('/t/globex/inventory/v1/echo/x')).toMatchObject({ status: 503, body: { code: 'MODULE_VERSION_REFUSED' } })
    expect((await get('/t/acme/inventory/v1/echo/x')).status).toBe(200)
    expect(await get('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } })
    expect(host.versions()).toContainEqual(expect.objectContaining({ version: '2.0.0', phase: 'refused' }))
  })

  it('tries a refused version again once the artifact may be back', async () => {
    let now = 0
    let broken = true
    const good = echoLoader()
    open({ clock: { now: () => now }, loader: { load: (entry) => (broken ? Promise.reject(new TypeError('changed byte')) : good.load(entry)) } })
    expect((await get('/t/acme/inventory/v1/echo/x')).status).toBe(503)
    broken = false
    expect((await get('/t/acme/inventory/v1/echo/x')).status).toBe(503)
    now = 60_000
    expect((await get('/t/acme/inventory/v1/echo/x')).status).toBe(200)
  })

  it('takes no new calls once it closes, and says so', async () => {
    open()
    expect(await get('/healthz')).toMatchObject({ status: 200, body: { status: 'alive' } })
    expect(await host.close()).toEqual({ abandonedCalls: 0 })
    expect(await get('/t/acme/inventory/v1/echo/x')).toMatchObject({ status: 503, body: { code: 'HOST_CLOSING' } })
    expect(await get('/readyz')).toMatchObject({ status: 503, body: { code: 'HOST_CLOSING' } })
  })

  it('asks access control before anything of the tenant is touched', async () => {
    open({ access: { identify: (_request, tenantId) => (tenantId === 'acme' ? Promise.resolve({ actor: 'dana', can: () => true }) : Promise.reject(new TypeError('no'))) } })
    expect((await get('/t/acme/inventory/v1/echo/x')).status).toBe(200)
    expect(await get('/t/globex/inventory/v1/echo/x')).toMatchObject({ status: 500, body: { code: 'HOST_FAILED' } })
  })
})
