import { defineErrors, isTenonError } from '@tenon/model'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { callingModule } from './calling-module.ts'
import type { Answer, CallingScope } from './calling-module.ts'
import { openCalls } from './open-calls.ts'
import type { OpenCalls } from './open-calls.ts'

interface StockContract {
  levelOf(input: unknown): Promise<unknown>
}

const errors = defineErrors({
  STOCK_FROZEN: { category: 'conflict', title: (d: { sku: string; held?: unknown }) => `${d.sku} is frozen.`, next: () => 'Wait for the count.' },
})

let answers: Record<string, Answer>
let open: OpenCalls

beforeEach(() => {
  answers = { levelOf: (scope) => Promise.resolve(`${scope.tenant.id} ${scope.version}`) }
  open = openCalls((name) => callingModule(name === 'inventory' ? { name, interfaces: { stock: answers } } : { name, requires: ['stock', 'prices'] }))
  open.provide({ stock: { module: 'inventory', version: '1.0', operations: ['levelOf'] } })
  open.lock('acme', { inventory: '1.2.0', shop: '1.0.0' })
  open.lock('globex', { inventory: '2.0.0', shop: '1.0.0' })
})

const inShop = async <Result>(body: (scope: CallingScope) => Promise<Result>, tenant = 'acme') => open.start(tenant, 'shop', ({ scope }) => body(scope as never))
const level = (input: unknown = null) => inShop((scope) => scope.modules.use<StockContract>('stock').levelOf(input))

describe('a call into another module', () => {
  it("runs on the version of the caller's tenant, with a scope of its own", async () => {
    const both = await Promise.all(['acme', 'globex'].map((tenant) => inShop((scope) => scope.modules.use<StockContract>('stock').levelOf(null), tenant)))
    expect(both).toEqual(['acme 1.2.0', 'globex 2.0.0'])
  })

  it('sees the lock that the outermost call began with, however often it moves meanwhile', async () => {
    const seen = await inShop(async (scope) => {
      open.lock('acme', { inventory: '1.3.0', shop: '1.0.0' })
      const first = await scope.modules.use<StockContract>('stock').levelOf(null)
      open.lock('acme', { inventory: '1.4.0', shop: '1.0.0' })
      return [first, await scope.modules.use<StockContract>('stock').levelOf(null)]
    })
    expect(seen).toEqual(['acme 1.2.0', 'acme 1.2.0'])
    expect(await level()).toBe('acme 1.4.0')
  })

  it('is counted in the version it runs on, as a call', async () => {
    const ended = Promise.withResolvers<string>()
    answers['levelOf'] = () => ended.promise
    const running = level()
    await vi.waitFor(() => expect(open.states()).toContainEqual(expect.objectContaining({ module: 'inventory', version: '1.2.0', calls: 1, callsByCause: { http: 0, event: 0, timer: 0, call: 1 } })))
    ended.resolve('done')
    expect(await running).toBe('done')
    expect(open.states()).toContainEqual(expect.objectContaining({ module: 'inventory', version: '1.2.0', calls: 0 }))
  })

  it('is told when the caller has gone away', async () => {
    const seen = Promise.withResolvers<unknown>()
    answers['levelOf'] = (scope) => new Promise((resolve) => {
      scope.signal.addEventListener('abort', () => { seen.resolve(scope.signal.reason); resolve('stopped') })
    })
    const asker = new AbortController()
    const call = { tenantId: 'acme', module: 'shop', cause: 'http', caller: { actor: 'dana', can: () => true }, signal: asker.signal } as const
    const running = open.calls.start(call, { run: (seat) => seat.scope.modules.use<StockContract>('stock').levelOf(null) })
    await vi.waitFor(() => expect(open.states().find(({ module }) => module === 'inventory')).toMatchObject({ calls: 1 }))
    asker.abort('gone')
    expect(await seen.promise).toBe('gone')
    expect(await running).toBe('stopped')
  })

  it('may ask what the outermost caller may do', async () => {
    answers['levelOf'] = (scope) => Promise.resolve(scope.can('echo:word:say'))
    const asked = ['dana', 'milo'].map((actor) => {
      const call = { tenantId: 'acme', module: 'shop', cause: 'http', caller: { actor, can: () => actor === 'dana' }, signal: null } as const
      return open.calls.start(call, { run: (seat) => seat.scope.modules.use<StockContract>('stock').levelOf(null) })
    })
    expect(await Promise.all(asked)).toEqual([true, false])
  })
})

describe('values', () => {
  it('are copied on the way in and on the way out', async () => {
    const kept = { lines: [{ at: new Date(0), bytes: new Uint8Array([1]), big: 1n, nothing: undefined }] }
    const order = { skus: ['BOLT'] }
    answers['levelOf'] = (_scope, input: typeof order) => { input.skus.push('NUT'); return Promise.resolve(kept) }
    const answer = (await level(order)) as typeof kept
    expect(order).toEqual({ skus: ['BOLT'] })
    expect(answer).toEqual(kept)
    answer.lines.pop()
    expect(kept.lines).toHaveLength(1)
  })

  class Money { readonly cents = 1 }
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  it.each([
    ['a function', { lines: [{ price: () => 1 }] }, 'lines.0.price is a function'],
    ['a class', { total: new Money() }, 'total is an instance of Money'],
    ['a map', new Map(), 'the input is an instance of Map'],
    ['a symbol', Symbol('x'), 'the input is a symbol'],
    ['a circle', circle, 'self is part of itself'],
  ])('that hold %s are refused in both directions', async (_name, value, words) => {
    await expect(level(value)).rejects.toMatchObject({ code: 'INTERFACE_VALUE_INVALID', message: expect.stringContaining(words) as string })
    answers['levelOf'] = () => Promise.resolve(value)
    await expect(level()).rejects.toMatchObject({ code: 'INTERFACE_VALUE_INVALID', message: expect.stringContaining(words.replace('input', 'answer')) as string })
  })

  it('may be used in several places', async () => {
    const shared = { sku: 'BOLT' }
    answers['levelOf'] = (_scope, input) => Promise.resolve(input)
    expect(await level([shared, shared])).toEqual([shared, shared])
  })
})

describe('an error', () => {
  it('crosses as its problem, recognised by its tag, and as a new object', async () => {
    const thrown = errors.STOCK_FROZEN({ sku: 'BOLT' }, { cause: new TypeError('row 17') })
    answers['levelOf'] = () => Promise.reject(thrown)
    const caught: unknown = await level().catch((error: unknown) => error)
    expect(isTenonError(caught)).toBe(true)
    expect(caught).toMatchObject({ code: 'STOCK_FROZEN', status: 409, problem: { title: 'BOLT is frozen.', next: 'Wait for the count.', details: { sku: 'BOLT' } } })
    expect(caught).not.toBe(thrown)
    expect(caught).not.toHaveProperty('cause')
  })

  it('leaves behind details that are no plain data', async () => {
    answers['levelOf'] = () => Promise.reject(errors.STOCK_FROZEN({ sku: 'BOLT', held: () => 1 }))
    await expect(level()).rejects.toMatchObject({ code: 'STOCK_FROZEN', problem: { details: {} } })
  })

  it('without a code names the version that failed, and nothing of its text', async () => {
    answers['levelOf'] = () => Promise.reject(new TypeError('row 17'))
    const caught = (await level().catch((error: unknown) => error)) as Error
    expect(caught).toMatchObject({ code: 'MODULE_FAILED', problem: { details: { module: 'inventory', version: '1.2.0' } } })
    expect(caught.message).not.toContain('row 17')
  })
})

describe('an interface', () => {
  it('that the manifest does not require is refused', async () => {
    await expect(inShop(async (scope) => scope.modules.find('ledger'))).rejects.toMatchObject({ code: 'INTERFACE_UNDECLARED' })
  })

  it('that nobody provides is refused, or null where the module can do without', async () => {
    await expect(inShop(async (scope) => scope.modules.use('prices'))).rejects.toMatchObject({ code: 'INTERFACE_MISSING', problem: { details: { tenant: 'acme' } } })
    expect(await inShop(async (scope) => scope.modules.find('prices'))).toBeNull()
  })

  it('tells which operations it has, refuses others, and can be awaited', async () => {
    const keys = await inShop(async (scope) => {
      const stock = await Promise.resolve(scope.modules.use<StockContract>('stock'))
      return ['levelOf' in stock, 'moveTo' in stock, JSON.stringify(stock)]
    })
    expect(keys).toEqual([true, false, '{}'])
    await expect(inShop((scope) => scope.modules.use<StockContract & { moveTo(input: null): Promise<void> }>('stock').moveTo(null)))
      .rejects.toMatchObject({ code: 'INTERFACE_OPERATION_UNKNOWN', problem: { details: { operation: 'moveTo', module: 'inventory', version: '1.2.0' } } })
  })

  it('cannot be used by a call that has ended', async () => {
    const kept = await inShop(async (scope) => ({ used: scope.modules.use<StockContract>('stock'), scope }))
    await expect(kept.used.levelOf(null)).rejects.toMatchObject({ code: 'INTERFACE_CALL_LATE' })
    const unused = await inShop(async (scope) => scope)
    await expect(unused.modules.use<StockContract>('stock').levelOf(null)).rejects.toMatchObject({ code: 'INTERFACE_CALL_LATE' })
  })
})

it('modules that call each other in a circle are stopped, and the circle is named', async () => {
  const askOther = (name: string): Answer => (scope) => scope.modules.use<StockContract>(name).levelOf(null)
  open = openCalls((name) => callingModule({ name, requires: ['x', 'y'], interfaces: name === 'a' ? { x: { levelOf: askOther('y') } } : { y: { levelOf: askOther('x') } } }))
  open.provide({ x: { module: 'a', version: '1.0', operations: ['levelOf'] }, y: { module: 'b', version: '1.0', operations: ['levelOf'] } })
  open.lock('acme', { a: '1.0.0', b: '1.0.0' })
  const caught = await Promise.resolve(open.start('acme', 'a', ({ scope }) => scope.modules.use<StockContract>('y').levelOf(null))).catch((error: unknown) => error)
  expect(caught).toMatchObject({ code: 'INTERFACE_CALL_TOO_DEEP', message: expect.stringContaining('a > b > a > b') as string })
  expect(open.states().map(({ calls }) => calls)).toEqual([0, 0])
})
