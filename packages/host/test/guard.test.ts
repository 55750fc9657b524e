import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHost, openAccess } from '@tenon/host'
import type { Host, HostOptions } from '@tenon/host'
import { problemResponse } from '@tenon/module-sdk/http'
import { callingModule } from './calling-module.ts'
import { echoLoader, echoModule, noDatabase } from './echo-module.ts'
import { createMemoryRegistry } from './memory-registry.ts'

const memory = createMemoryRegistry()
const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
let now = 0
/** What inventory 2.0.0 answers, by tenant. */
let answer: (tenantId: string) => Response | Promise<Response>
let host: Host

function open(options: Partial<HostOptions> = {}): void {
  const loader = echoLoader((module, version) => {
    const definition = echoModule(module)
    const fetch = (_request: Request, call: unknown) => answer((call as { scope: { tenant: { id: string } } }).scope.tenant.id)
    return version === '2.0.0' ? { ...definition, http: { ...definition.http, fetch } } : definition
  })
  host = createHost({ registry: memory.registry, loader, database: noDatabase, access: openAccess(), clock: { now: () => now }, log, callLimits: { circuit: { failures: 5 } }, ...options })
}

async function get(tenantId: string) {
  const response = await host.fetch(new Request(`http://localhost/t/${tenantId}/inventory/v1/echo/x`))
  return { status: response.status, retryAfter: response.headers.get('retry-after'), code: ((await response.json()) as { code?: string }).code ?? null }
}

async function getMany(tenantId: string, count: number): Promise<readonly number[]> {
  const statuses: number[] = []
  for (let index = 0; index < count; index += 1) statuses.push((await get(tenantId)).status)
  return statuses
}

const fine = () => Response.json({})
const problem = (status: number) => problemResponse({ code: 'X', category: 'internal', title: '', next: '', details: {} }, status)
const cutOff = (version: string) => host.versions().find((state) => state.version === version)?.cutOff

beforeEach(() => {
  now = 1_000_000
  vi.clearAllMocks()
  for (const tenant of ['acme', 'globex', 'hooli', 'initech']) memory.lock(tenant, { inventory: tenant === 'initech' ? '1.2.0' : '2.0.0' })
})
afterEach(() => host.close())

describe('a version that fails in a storm', () => {
  it.each<[string, () => Response | Promise<Response>]>([
    ['throws', () => { throw new TypeError('no') }],
    ['rejects', () => Promise.reject(new TypeError('no'))],
    ['answers 500', () => problem(500)],
  ])('and %s is cut off for that tenant alone, says so, and comes back when it answers again', async (_how, fail) => {
    open()
    let broken = true
    answer = (tenantId) => (tenantId === 'acme' && broken ? fail() : fine())
    expect(await getMany('acme', 5)).toEqual([500, 500, 500, 500, 500])
    expect(await get('acme')).toEqual({ status: 503, retryAfter: '5', code: 'VERSION_CIRCUIT_OPEN' })
    expect((await get('globex')).status).toBe(200)
    expect(cutOff('2.0.0')).toEqual([{ tenantId: 'acme', since: '1970-01-01T00:16:40.000Z', until: '1970-01-01T00:16:45.000Z', reason: '5 of 5 calls failed within 10 s' }])
    expect(log.error).toHaveBeenCalledWith('a module version is cut off', expect.objectContaining({ module: 'inventory', version: '2.0.0', tenant: 'acme' }))
    now += 5_000
    expect(await getMany('acme', 2)).toEqual([500, 503])
    broken = false
    now += 10_000
    expect(await getMany('acme', 4)).toEqual([200, 200, 200, 200])
    expect(cutOff('2.0.0')).toEqual([])
  })

  it('for three tenants is cut off for all of them; other versions are not touched', async () => {
    open()
    answer = () => problem(500)
    for (const tenant of ['acme', 'globex', 'hooli']) await getMany(tenant, 2)
    expect((await get('hooli')).code).toBe('VERSION_CIRCUIT_OPEN')
    expect(cutOff('2.0.0')).toMatchObject([{ tenantId: null, reason: '5 of 5 calls failed within 10 s' }])
    expect((await get('initech')).status).toBe(200)
  })

  it.each([400, 404, 409, 429, 503])('is not one that answers %s, however often', async (status) => {
    open()
    answer = () => problem(status)
    expect(new Set(await getMany('acme', 30))).toEqual(new Set([status]))
    expect(cutOff('2.0.0')).toEqual([])
  })
})

describe('calls in flight', () => {
  it.each([
    [{ callsPerTenant: 2 }, { status: 429, retryAfter: '1', code: 'TENANT_CALLS_LIMITED' }, 200],
    [{ callsPerVersion: 2 }, { status: 503, retryAfter: '1', code: 'VERSION_BUSY' }, 503],
  ])('past %j are turned away', async (callLimits, refused, other) => {
    open({ callLimits })
    await host.warm()
    const ended = Promise.withResolvers<void>()
    answer = (tenantId) => (tenantId === 'acme' ? ended.promise.then(fine) : fine())
    const running = [get('acme'), get('acme')]
    expect(await get('acme')).toEqual(refused)
    expect((await get('globex')).status).toBe(other)
    ended.resolve()
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200])
    expect((await get('acme')).status).toBe(200)
  })
})

it('a module is not blamed for the failures of one that it calls, and fails fast once that one is cut off', async () => {
  memory.provide({ stock: { module: 'inventory', version: '1.0', operations: ['levelOf'] } })
  memory.lock('acme', { inventory: '1.0.0', shop: '1.0.0' })
  const stock = callingModule({ name: 'inventory', interfaces: { stock: { levelOf: () => Promise.reject(new TypeError('no')) } } })
  const shop = callingModule({ name: 'shop', requires: ['stock'] })
  const fetch = (_request: Request, call: unknown) => (call as { scope: { modules: { use(name: string): { levelOf(): Promise<unknown> } } } }).scope.modules.use('stock').levelOf().then(fine)
  open({ loader: echoLoader((name) => (name === 'shop' ? { ...shop, http: { ...shop.http, fetch } } : stock)) })
  const codes: (string | null)[] = []
  for (let index = 0; index < 7; index += 1) codes.push(((await (await host.fetch(new Request('http://localhost/t/acme/shop/'))).json()) as { code: string }).code)
  expect(codes).toEqual([...Array.from({ length: 5 }, () => 'MODULE_FAILED'), 'VERSION_CIRCUIT_OPEN', 'VERSION_CIRCUIT_OPEN'])
  expect(host.versions().map(({ module, cutOff: off }) => [module, off.map(({ tenantId }) => tenantId)])).toEqual([['inventory', ['acme']], ['shop', []]])
})
