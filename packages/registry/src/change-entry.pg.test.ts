import { openDatabase } from '@tenon/database'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { packTestModule } from '@tenon/test-kit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { dana, moveTo, openRegistryFixture } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { OpenRegistryOptions } from './open-registry.ts'
import type { ModuleRegistry } from './module-registry.ts'

const settings = { type: 'object', properties: { limit: { type: 'integer', default: 0 } } }
const write = 'sample:item:write'
let fixture: RegistryFixture
let mover: ModuleRegistry
let tenantId = ''
let count = 0
const closers: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  fixture = await openRegistryFixture([await packTestModule({ version: '1.0.0', settings, permissions: [{ name: write, description: write }] })])
  mover = fixture.registry
})
afterAll(() => fixture.close())
beforeEach(async () => { tenantId = await newTenant() })
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function newTenant(): Promise<string> {
  const id = `tenant-${count += 1}`
  await mover.createTenant({ id, name: id, organizationId: 'umbrella' })
  await moveTo(mover, '1.0.0', id)
  return id
}

async function openHost(options: Partial<OpenRegistryOptions> = {}, wrap: (database: TenantDatabase) => TenantDatabase = (database) => database): Promise<ModuleRegistry> {
  const database = await openDatabase({ url: fixture.databaseUrl, maxConnections: 4 })
  closers.push(() => database.close())
  const registry = await fixture.openAnother({ database: wrap(database), hostLabel: 'web-2', catalog: 'cached', lookEveryMs: 600_000, ...options })
  closers.push(() => registry.close())
  return registry
}

const limitIn = (registry: ModuleRegistry, id = tenantId) => registry.running(id)?.settings.get('sample')?.['limit']
const setLimit = (limit: number, id = tenantId, through = mover) => through.writeSettings({ tenantId: id, module: 'sample', values: { limit }, ...dana })
const grantsIn = (registry: ModuleRegistry) => registry.running(tenantId)?.lock.entries[0]?.grants

/** Notes what is asked of a host, and what its view shows at that moment. */
function watchHolds(registry: ModuleRegistry): string[] {
  const seen: string[] = []
  const inWords = () => `limit ${limitIn(registry)}, ${grantsIn(registry)?.join() || 'no grants'}`
  const leave = registry.joinCutovers({
    async hold(_tenant, modules, budgetMs) {
      seen.push(`hold ${modules.join(' ')} ${budgetMs === 0 ? 'closed' : 'drained'} at ${inWords()}`)
      return () => void seen.push(`release at ${inWords()}`)
    },
  })
  closers.push(async () => leave())
  return seen
}

describe('a change of settings or grants', () => {
  test('keeps every host from beginning calls of that module, without waiting for those in flight, until it knows the change', async () => {
    const other = await openHost()
    const [here, there] = [watchHolds(mover), watchHolds(other)]
    await setLimit(3)
    await vi.waitFor(() => { expect(there).toHaveLength(2) })
    await mover.withdraw({ tenantId, module: 'sample', permissions: [write], ...dana })
    const expected = [`hold sample closed at limit 0, ${write}`, `release at limit 3, ${write}`, `hold sample closed at limit 3, ${write}`, 'release at limit 3, no grants']
    expect(here).toEqual(expected)
    await vi.waitFor(() => { expect(there).toEqual(expected) })
  })

  test('is answered while a host that has not read it yet still holds', async () => {
    const gate = Promise.withResolvers<void>()
    let isSlow = false
    const other = await openHost({}, (database) => ({ ...database, transaction: async (work) => { if (isSlow) await gate.promise; return database.transaction(work) } }))
    const there = watchHolds(other)
    isSlow = true
    await setLimit(4)
    expect([limitIn(mover), limitIn(other), there]).toEqual([4, 0, [`hold sample closed at limit 0, ${write}`]])
    gate.resolve()
    await vi.waitFor(() => { expect(there).toHaveLength(2) })
    expect(there[1]).toBe(`release at limit 4, ${write}`)
  })

  test('does not happen when a host does not answer, says so, and leaves nobody holding', async () => {
    const impatient = await openHost({ holdBudgetMs: 20, hostLabel: 'web-3' })
    const here = watchHolds(impatient)
    const never = Promise.withResolvers<() => void>()
    const leave = mover.joinCutovers({ hold: () => never.promise })
    closers.push(async () => { never.resolve(() => undefined); leave() })
    const before = await mover.getLock(tenantId)
    const refused = { code: 'HOLD_UNANSWERED', problem: { category: 'unavailable' } }
    await expect(setLimit(5, tenantId, impatient)).rejects.toMatchObject(refused)
    await expect(impatient.withdraw({ tenantId, module: 'sample', permissions: [write], ...dana })).rejects.toMatchObject(refused)
    expect(await mover.getLock(tenantId)).toEqual(before)
    expect((await fixture.database.query('select from tenon.settings_revision where tenant_id = $1', [tenantId])).rowCount).toBe(0)
    const held = [`hold sample closed at limit 0, ${write}`, `release at limit 0, ${write}`]
    expect(here).toEqual([...held, ...held])
    expect((await fixture.database.query('select from tenon.hold')).rowCount).toBe(0)
  })

  test('that is refused, or changes nothing, holds nobody', async () => {
    const here = watchHolds(mover)
    await expect(mover.writeSettings({ tenantId, module: 'sample', values: { limit: 'many' }, ...dana })).rejects.toMatchObject({ code: 'SETTINGS_INVALID' })
    await expect(mover.grant({ tenantId, module: 'sample', permissions: ['sample:item:eat'], ...dana })).rejects.toMatchObject({ code: 'PERMISSION_UNKNOWN' })
    expect(await mover.grant({ tenantId, module: 'sample', permissions: [write], ...dana })).toMatchObject({ revision: 1 })
    expect(here).toEqual([])
  })

  test('takes its turn where many are asked for at once: they do not take all connections and wait for one more', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, newTenant))
    const small = await openHost()
    await Promise.all(ids.map((id, index) => setLimit(index, id, small)))
    expect(ids.map((id) => limitIn(small, id))).toEqual(ids.map((_id, index) => index))
  })
})
