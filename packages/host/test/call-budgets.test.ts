import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHost, openAccess } from '@tenon/host'
import type { Host, HostOptions } from '@tenon/host'
import { callingModule } from './calling-module.ts'
import { echoLoader, echoModule, noDatabase } from './echo-module.ts'
import { createMemoryRegistry } from './memory-registry.ts'

interface Called {
  readonly signal: AbortSignal
  readonly modules: { use(name: string): { levelOf(): Promise<unknown> } }
}

const memory = createMemoryRegistry()
const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
/** What inventory answers. */
let answer: (scope: Called) => Response | Promise<Response>
let host: Host

const definition = echoModule('inventory')
const loader = echoLoader(() => ({ ...definition, http: { ...definition.http, fetch: (_request: Request, call: unknown) => answer((call as { scope: Called }).scope) } }))

async function open(options: Partial<HostOptions> = {}): Promise<void> {
  host = createHost({ registry: memory.registry, loader, database: noDatabase, access: openAccess(), log, closeBudgetMs: 1, callLimits: { budgetsMs: { http: 20 } }, ...options })
  await host.warm()
}

const get = (path = '/t/acme/inventory/x') => host.fetch(new Request(`http://localhost${path}`))
const problemOf = async (response: Response) => ({ status: response.status, ...((await response.json()) as Record<string, unknown>) })
const stateOf = (version: string) => host.versions().find((state) => state.version === version)
const fine = () => Response.json({})

beforeEach(() => {
  vi.clearAllMocks()
  memory.lock('acme', { inventory: '1.2.0' })
})
afterEach(() => host.close())

describe('a call that does not end', () => {
  it('is answered 504 with its version, told to stop, and keeps its place until it ends', async () => {
    await open()
    const ended = Promise.withResolvers<Response>()
    let signal: AbortSignal | null = null
    answer = (scope) => { signal = scope.signal; return ended.promise }
    expect(await problemOf(await get())).toMatchObject({
      status: 504, code: 'CALL_TIMED_OUT', title: 'inventory 1.2.0 did not end its request for tenant "acme" within 20 ms.', details: { module: 'inventory', version: '1.2.0', budgetMs: 20 },
    })
    expect(signal).toMatchObject({ aborted: true, reason: { code: 'CALL_TIMED_OUT' } })
    expect(stateOf('1.2.0')).toMatchObject({ calls: 1, overdue: 1, trouble: { timedOutCalls: 1 } })
    await expect(memory.hold('acme', ['inventory'], 1)).rejects.toMatchObject({ code: 'CALLS_UNFINISHED' })
    ended.resolve(fine())
    await vi.waitFor(() => expect(stateOf('1.2.0')).toMatchObject({ calls: 0, overdue: 0, trouble: { timedOutCalls: 1 } }))
    const release = await memory.hold('acme', ['inventory'], 1_000)
    release()
  })

  it('that asks for its signal when its time is up already finds it aborted', async () => {
    await open()
    const asked = Promise.withResolvers<boolean>()
    const late = Promise.withResolvers<void>()
    answer = async (scope) => { await late.promise; asked.resolve(scope.signal.aborted); return fine() }
    expect((await get()).status).toBe(504)
    late.resolve()
    expect(await asked.promise).toBe(true)
  })

  it('counts against its version while it still runs, which is cut off in the end', async () => {
    await open({ callLimits: { budgetsMs: { http: 20 }, circuit: { failures: 3 } } })
    answer = () => new Promise<Response>(() => {})
    expect((await Promise.all([get(), get(), get()])).map(({ status }) => status)).toEqual([504, 504, 504])
    expect(await problemOf(await get())).toMatchObject({ status: 503, code: 'VERSION_CIRCUIT_OPEN' })
    expect(stateOf('1.2.0')).toMatchObject({ calls: 3, overdue: 3, cutOff: [{ tenantId: 'acme', reason: '3 of 3 calls failed within 10 s' }] })
  })

  it('that ends by the signal is judged once, and its error is not logged as a failure', async () => {
    await open({ callLimits: { budgetsMs: { http: 20 }, circuit: { failures: 2 } } })
    answer = (scope) => new Promise((_resolve, reject) => scope.signal.addEventListener('abort', () => reject(scope.signal.reason as Error)))
    expect((await get()).status).toBe(504)
    await vi.waitFor(() => expect(stateOf('1.2.0')).toMatchObject({ calls: 0, overdue: 0 }))
    expect(stateOf('1.2.0')?.cutOff).toEqual([])
    expect(log.error.mock.calls.map(([message]) => message as string)).toEqual(['a call took longer than it may'])
  })

  it('is blamed on the module that it waits for, which is named', async () => {
    memory.provide({ stock: { module: 'inventory', version: '1.0', operations: ['levelOf'] } })
    memory.lock('acme', { inventory: '1.0.0', shop: '1.0.0' })
    const stock = callingModule({ name: 'inventory', interfaces: { stock: { levelOf: () => new Promise(() => {}) } } })
    const shop = callingModule({ name: 'shop', requires: ['stock'] })
    const ask = (_request: Request, call: unknown) => (call as { scope: Called }).scope.modules.use('stock').levelOf().then(fine)
    const both = echoLoader((name) => (name === 'shop' ? { ...shop, http: { ...shop.http, fetch: ask } } : stock))
    await open({ loader: both, callLimits: { budgetsMs: { http: 20, call: 60 }, circuit: { failures: 1 } } })
    expect(await problemOf(await get('/t/acme/shop/'))).toMatchObject({ status: 504, details: { module: 'shop', waitsFor: 'inventory stock.levelOf' } })
    await vi.waitFor(() => expect(host.versions().map(({ module, cutOff }) => [module, cutOff.length])).toEqual([['inventory', 1], ['shop', 0]]))
  })

  it('may take as long as it likes where no budget is set', async () => {
    await open({ callLimits: { budgetsMs: { http: 0, event: 20 } } })
    const ended = Promise.withResolvers<Response>()
    answer = () => ended.promise
    const running = get()
    const other = createHost({ registry: memory.registry, loader, database: noDatabase, access: openAccess(), closeBudgetMs: 1, callLimits: { budgetsMs: { http: 20 } } })
    await other.warm()
    expect((await other.fetch(new Request('http://localhost/t/acme/inventory/x'))).status).toBe(504)
    ended.resolve(fine())
    expect((await running).status).toBe(200)
    await other.close()
  })
})

describe('the body of an answer', () => {
  const encode = (text: string) => new TextEncoder().encode(text)
  /** A body that is made as the test says. */
  function madeLater() {
    let control: ReadableStreamDefaultController<Uint8Array> | null = null
    const cancelled = vi.fn()
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => { control = controller }, cancel: cancelled })
    return { response: new Response(stream), cancelled, push: (text: string) => control?.enqueue(encode(text)), end: () => control?.close(), fail: () => control?.error(new TypeError('no')) }
  }

  it('is part of the call: a cut-over waits for it, and it ends on the version it began on', async () => {
    await open()
    const body = madeLater()
    answer = () => body.response
    const response = await get()
    body.push('one ')
    expect(stateOf('1.2.0')).toMatchObject({ calls: 1 })
    let ready = false
    const holding = memory.hold('acme', ['inventory'], 60_000).then((release) => { ready = true; return release })
    const read = response.text()
    body.push('two')
    expect(stateOf('1.2.0')).toMatchObject({ calls: 1 })
    expect(ready).toBe(false)
    body.end()
    const release = await holding
    memory.lock('acme', { inventory: '2.0.0' })
    release()
    expect(await read).toBe('one two')
    expect(stateOf('1.2.0')).toMatchObject({ calls: 0, phase: 'drained' })
    expect(response.headers.get('tenon-module')).toBe('inventory@1.2.0')
  })

  it('that is there as a whole keeps nobody waiting, also when nobody reads it', async () => {
    await open()
    answer = fine
    await get()
    await vi.waitFor(() => expect(stateOf('1.2.0')).toMatchObject({ calls: 0 }))
  })

  it('that nobody wants any more is cancelled, and the call is over', async () => {
    await open()
    const body = madeLater()
    answer = () => body.response
    const response = await get()
    await response.body?.cancel('enough')
    expect(body.cancelled).toHaveBeenCalledWith('enough')
    expect(stateOf('1.2.0')).toMatchObject({ calls: 0 })
  })

  it('that breaks counts against its version', async () => {
    await open({ callLimits: { circuit: { failures: 1 } } })
    const body = madeLater()
    answer = () => body.response
    const read = (await get()).text()
    body.fail()
    await expect(read).rejects.toThrow('no')
    expect(stateOf('1.2.0')).toMatchObject({ calls: 0, cutOff: [{ tenantId: 'acme' }] })
  })

  it('has a time of its own, and is cut when that is up', async () => {
    await open({ callLimits: { budgetsMs: { http: 20, body: 40 }, circuit: { failures: 1 } } })
    const body = madeLater()
    answer = () => body.response
    const read = (await get()).text()
    await expect(read).rejects.toMatchObject({ code: 'CALL_TIMED_OUT' })
    expect(body.cancelled).toHaveBeenCalledTimes(1)
    await vi.waitFor(() => expect(stateOf('1.2.0')).toMatchObject({ calls: 0, overdue: 0, cutOff: [] }))
  })
})
