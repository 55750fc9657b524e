import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '@tenon/database'
import { openWakeUps } from '@tenon/database/wake-ups'
import { packTestModule } from '@tenon/test-kit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { dana, moveTo, openRegistryFixture, packSamples, sampleMigrations } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { ModuleRegistry } from './module-registry.ts'
import type { OpenRegistryOptions } from './open-registry.ts'

let fixture: RegistryFixture
/** Queues, plans and looks on; serves nobody, so it applies nothing from the queue. */
let tool: ModuleRegistry
let tenantId = ''
let count = 0
const closers: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  const failing = { phase: 'expand', up: 'select 1 / 0;', down: '' } as const
  fixture = await openRegistryFixture([...await packSamples(), await packTestModule({ version: '3.0.0', migrations: [...sampleMigrations, failing] })])
  tool = await fixture.openAnother({ serves: 'nobody' })
  await fixture.registry.close()
})
afterAll(() => fixture.close())

beforeEach(async () => {
  fixture.clock.set(Date.now())
  count += 1
  tenantId = `tenant-${count}`
  await tool.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function openHost(options: Partial<OpenRegistryOptions> = {}): Promise<ModuleRegistry> {
  const registry = await fixture.openAnother({ catalog: 'cached', lookEveryMs: 50, ...options })
  closers.push(() => registry.close())
  return registry
}

const planTo = (range: string) => tool.plan({ kind: 'move', tenantId, targets: { sample: range } }, dana)
const application = async (id: string) => (await tool.listApplications(tenantId)).find((it) => it.id === id)
const expectState = (id: string, state: string) => vi.waitFor(async () => { expect(await application(id)).toMatchObject({ state }) }, 20_000)
const versionOf = async () => (await tool.getLock(tenantId)).entries[0]?.version

describe('the queue', () => {
  test('keeps a wish until a host comes, and applies it once however often it was made', async () => {
    const plan = await planTo('1.0.0')
    const [one, again] = await Promise.all([tool.enqueue(plan.id, dana), tool.enqueue(plan.id, dana)])
    expect(again.id).toBe(one.id)
    expect(one).toMatchObject({ tenantId, planId: plan.id, state: 'waiting', attempts: 0, actor: 'cli:dana', reason: 'test', operationId: null })
    await openHost()
    await expectState(one.id, 'done')
    const [operation] = await tool.listOperations(tenantId)
    expect(await application(one.id)).toMatchObject({ attempts: 1, operationId: operation?.id, problem: null })
    expect(await versionOf()).toBe('1.0.0')
  })

  test('applies what was made for one tenant in order; a plan for a state that is gone fails and says what changed', async () => {
    const [first, second] = [await planTo('1.0.0'), await planTo('1.1.0')]
    const one = await tool.enqueue(first.id, dana)
    const two = await tool.enqueue(second.id, dana)
    await openHost()
    await expectState(two.id, 'failed')
    expect(await application(one.id)).toMatchObject({ state: 'done' })
    expect(await application(two.id)).toMatchObject({ attempts: 1, problem: { code: 'PLAN_STALE', details: { changed: ['the data of sample', 'the lock'] } } })
    expect(await versionOf()).toBe('1.0.0')
  })

  test('tries again later what somebody else stands in the way of', async () => {
    const queued = await tool.enqueue((await planTo('1.0.0')).id, dana)
    const end = Promise.withResolvers<void>()
    const taken = Promise.withResolvers<void>()
    const busy = fixture.database.transaction(async (session) => {
      await session.query("select pg_advisory_xact_lock(hashtextextended('tenon.tenant:' || $1::text, 0))", [tenantId])
      taken.resolve()
      await end.promise
    })
    await taken.promise
    await openHost()
    await vi.waitFor(async () => { expect(await application(queued.id)).toMatchObject({ state: 'waiting', attempts: 1, problem: { code: 'TENANT_BUSY' } }) }, 20_000)
    end.resolve()
    await busy
    fixture.clock.advance(1_000)
    await expectState(queued.id, 'done')
    expect(await application(queued.id)).toMatchObject({ attempts: 2, problem: null })
  })

  test('does not try again what fails by itself', async () => {
    await openHost()
    const seed = await tool.enqueue((await planTo('1.0.0')).id, dana)
    await expectState(seed.id, 'done')
    const queued = await tool.enqueue((await planTo('3.0.0')).id, dana)
    await expectState(queued.id, 'failed')
    const [operation] = await tool.listOperations(tenantId)
    expect(await application(queued.id)).toMatchObject({ attempts: 1, operationId: operation?.id, problem: { code: 'MIGRATION_FAILED' } })
    expect(operation?.status).toBe('failed')
    expect(await versionOf()).toBe('1.0.0')
  })

  test('takes back what waits, and nothing else', async () => {
    const queued = await tool.enqueue((await planTo('1.0.0')).id, dana)
    expect(await tool.cancelApplication(queued.id, { actor: 'cli:milo', reason: 'not today' })).toMatchObject({ state: 'cancelled', problem: { code: 'APPLICATION_CANCELLED', details: { actor: 'cli:milo', reason: 'not today' } } })
    await expect(tool.cancelApplication(queued.id, dana)).rejects.toMatchObject({ code: 'APPLICATION_STARTED' })
    await expect(tool.cancelApplication('ap_none', dana)).rejects.toMatchObject({ code: 'APPLICATION_UNKNOWN' })
    await expect(tool.enqueue('p_none', dana)).rejects.toMatchObject({ code: 'PLAN_UNKNOWN' })
    await expect(tool.listApplications('nobody')).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' })
    expect(await versionOf()).toBeUndefined()
  })
})

describe('a host that dies while it applies from the queue', () => {
  async function dieAt(boundary: string): Promise<string> {
    await moveTo(tool, '1.0.0', tenantId)
    const queued = await tool.enqueue((await planTo('1.1.0')).id, dana)
    const script = fileURLToPath(new URL('../test/reconcile-and-die.ts', import.meta.url))
    const child = spawn(process.execPath, ['--conditions=tenon-source', script, fixture.databaseUrl, fixture.directory, boundary], { stdio: ['ignore', 'inherit', 'inherit'] })
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    expect(await application(queued.id)).toMatchObject({ state: 'running', attempts: 1 })
    await openHost()
    await expectState(queued.id, 'done')
    expect(await versionOf()).toBe('1.1.0')
    return queued.id
  }
  const operations = async () => (await tool.listOperations(tenantId)).map(({ kind, status }) => `${kind} ${status}`)

  test('before the commit: another one does it again', async () => {
    const id = await dieAt('ready to commit')
    expect(await application(id)).toMatchObject({ attempts: 2 })
    expect(await operations()).toEqual(['upgrade succeeded', 'upgrade interrupted', 'install succeeded'])
  })

  test('after the commit: it is done, and nothing is done twice', async () => {
    const id = await dieAt('committed')
    const [operation] = await tool.listOperations(tenantId)
    expect(await application(id)).toMatchObject({ operationId: operation?.id })
    expect(await operations()).toEqual(['upgrade succeeded', 'install succeeded'])
  })
})

test('hosts look at the data now and then, and the status shows what they found until it is no more', async () => {
  await moveTo(tool, '1.0.0', tenantId)
  const inSchema = (sql: string) => fixture.database.transaction((session) => session.query(`set local search_path to t_${tenantId.replaceAll('-', '_')}__sample; ${sql}`))
  const attention = async () => (await tool.status(tenantId))[0]?.attention
  await inSchema('alter table item add column stray int')
  expect(await attention()).toEqual([])
  await openHost({ driftScanEveryMs: 60_000 })
  await vi.waitFor(async () => { expect(await attention()).toEqual([expect.stringContaining('column item.stray is extra')]) }, 20_000)
  await inSchema('alter table item drop column stray')
  expect(await attention()).toHaveLength(1)
  fixture.clock.advance(120_000)
  await vi.waitFor(async () => { expect(await attention()).toEqual([]) }, 20_000)
})

test('two hosts share 200 applications, asked for on both sides: each is applied once', { timeout: 300_000 }, async () => {
  const open = async () => {
    const database = await openDatabase({ url: fixture.databaseUrl })
    const wakeUps = await openWakeUps({ url: fixture.databaseUrl })
    closers.push(() => database.close(), () => wakeUps.close())
    return openHost({ database, wakeUps })
  }
  const hosts = [await open(), await open()] as const
  const ids = Array.from({ length: 200 }, (_, index) => `soak-${index}`)
  for (const id of ids) await tool.createTenant({ id, name: id, organizationId: 'umbrella' })
  const plans = await Promise.all(ids.map((id) => tool.plan({ kind: 'move', tenantId: id, targets: { sample: '1.0.0' } }, dana)))
  const queued = await Promise.all(plans.flatMap(({ id }) => hosts.map((host) => host.enqueue(id, dana))))
  const mine = new Set(queued.map(({ id }) => id))
  const soaked = async () => (await tool.listApplications(undefined, 1_000)).filter(({ id }) => mine.has(id))
  await vi.waitFor(async () => { expect((await soaked()).filter(({ state }) => state === 'done')).toHaveLength(mine.size) }, { timeout: 240_000, interval: 500 })
  // A wish that came after the first was done is a wish of its own, and finds that it is done.
  expect(mine.size).toBeGreaterThanOrEqual(200)
  const operations = (await tool.listOperations()).filter((operation) => operation.tenantId.startsWith('soak-'))
  expect(operations.map(({ status }) => status)).toEqual(Array.from({ length: 200 }, () => 'succeeded'))
  expect(new Set(operations.map((operation) => operation.planId)).size).toBe(200)
  expect(new Set((await soaked()).map(({ hostId }) => hostId)).size).toBe(2)
  for (const id of ids) expect((await tool.getLock(id)).revision).toBe(1)
})
