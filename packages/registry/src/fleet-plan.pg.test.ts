import type { SqlSession } from '@tenon/model'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { packTestModule } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { dana, openRegistryFixture, packSamples } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { ModuleRegistry } from './module-registry.ts'

let fixture: RegistryFixture
/** Plans and queues; applies nothing. */
let tool: ModuleRegistry
let statements = 0

const kim = { actor: 'cli:kim', reason: 'read it' }
const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(2, '0')}`)
const [bare, first, second] = [ids('bare', 8), ids('first', 20), ids('second', 10)]
/** On 1.0.0; not part of the classes below. */
const watched = ids('watched', 3)
const pinned = ['pinned-00', 'pinned-01']
const ready = ['ready-00', 'ready-01']
const to = (range: string) => ({ sample: range })

/** The database with its statements counted. */
function counted(database: TenantDatabase): TenantDatabase {
  const session = (inner: SqlSession): SqlSession => ({ query: (text, values) => { statements += 1; return inner.query(text, values) } })
  return { ...database, transaction: (work) => database.transaction((inner) => work(session(inner))), query: (text, values) => { statements += 1; return database.query(text, values) } }
}

beforeAll(async () => {
  fixture = await openRegistryFixture([...await packSamples(), await packTestModule({ name: 'other', version: '1.0.0' })])
  await fixture.registry.close()
  tool = await fixture.openAnother({ serves: 'nobody', database: counted(fixture.database) })
  for (const id of [...bare, ...first, ...second, ...pinned, ...ready, ...watched]) {
    const isEarly = id.endsWith('0')
    await tool.createTenant({ id, name: id, organizationId: 'umbrella', clientType: id.startsWith('second') ? 'enterprise' : 'standard', tags: isEarly ? ['ring:early'] : [] })
  }
  await put([...first, ...pinned, ...watched], '1.0.0')
  await put(second, '1.1.0')
  await put(ready, '2.0.0')
  for (const tenantId of pinned) await tool.setPin({ tenantId, module: 'sample', range: '~1.0', owner: 'milo', reason: 'audit', actor: 'cli:milo' })
}, 120_000)
afterAll(() => fixture.close())

async function put(tenantIds: readonly string[], range: string): Promise<void> {
  for (const tenantId of tenantIds) expect(await tool.apply((await tool.plan({ kind: 'move', tenantId, targets: to(range) }, dana)).id, dana)).toMatchObject({ status: 'succeeded' })
}

describe('a fleet plan', () => {
  test('puts tenants with the same move into classes, groups the refused by reason, lists those with nothing to do, and changes nothing', async () => {
    const before = await tool.status()
    const plan = await tool.planFleet({ targets: to('2.0.0'), select: { kind: 'tenants', ids: [...pinned, ...ready, ...second, ...first, ...bare] } }, dana)
    expect(plan.classes.map(({ name, members }) => [name, members.map(({ tenantId }) => tenantId)])).toEqual([['A', first], ['B', second], ['C', bare]])
    expect(plan.classes.map((it) => it.plan.steps.filter((step) => 'sql' in step).length)).toEqual([1, 0, 2])
    expect(plan.refused).toMatchObject([{ code: 'PLAN_CONFLICT', tenantIds: pinned }])
    expect(plan.refused[0]?.reasons.join(' ')).toContain('milo')
    expect(plan.refused[0]?.reasons.join(' ')).not.toContain('pinned-0')
    expect(plan.unchanged).toEqual(ready)
    expect(await tool.getFleetPlan(plan.id)).toEqual(plan)
    expect(await tool.status()).toEqual(before)
  })

  test('saves for each tenant the plan it would have alone', async () => {
    const fleet = await tool.planFleet({ targets: to('2.0.0'), select: { kind: 'tenants', ids: ['first-00', 'second-00', 'bare-00'] } }, dana)
    for (const { plan, members: [member] } of fleet.classes) {
      const { id, actor, reason, createdAt, ...body } = await tool.getPlan(member?.planId ?? '')
      expect({ id, actor, reason, createdAt }).toEqual({ id: member?.planId, ...dana, createdAt: fleet.createdAt })
      expect(body).toEqual(await tool.preview({ kind: 'move', tenantId: body.tenantId, targets: to('2.0.0') }))
      expect(body).toMatchObject({ steps: plan.steps, deltas: plan.deltas })
    }
  })

  test('asks as much of the database for forty tenants as for four', async () => {
    const count = async (tenantIds: readonly string[]) => {
      const before = statements
      await tool.planFleet({ targets: to('2.0.0'), select: { kind: 'tenants', ids: tenantIds } }, dana)
      return statements - before
    }
    const few = await count(['first-00', 'second-00', 'bare-00', 'pinned-00'])
    expect(few).toBeGreaterThan(5)
    expect(await count([...first, ...second, ...bare, ...pinned])).toBe(few)
  })

  test('is for tenants by tag, by client type, or for all', async () => {
    const meant = async (select: Parameters<ModuleRegistry['planFleet']>[0]['select']) => {
      const { classes, refused, unchanged } = await tool.planFleet({ targets: to('2.0.0'), select }, dana)
      return [...classes.flatMap(({ members }) => members.map(({ tenantId }) => tenantId)), ...refused.flatMap(({ tenantIds }) => tenantIds), ...unchanged].toSorted()
    }
    const all = (await tool.listTenants()).map(({ id }) => id)
    expect(await meant({ kind: 'all' })).toEqual(all)
    expect(await meant({ kind: 'tag', tag: 'ring:early' })).toEqual(all.filter((id) => id.endsWith('0')))
    expect(await meant({ kind: 'client-type', clientType: 'enterprise' })).toEqual(second)
    await expect(meant({ kind: 'tag', tag: 'ring:none' })).rejects.toMatchObject({ code: 'SELECTION_EMPTY' })
    await expect(meant({ kind: 'client-type', clientType: 'custom' })).rejects.toMatchObject({ code: 'SELECTION_EMPTY' })
    await expect(meant({ kind: 'tenants', ids: [] })).rejects.toMatchObject({ code: 'SELECTION_EMPTY' })
    await expect(meant({ kind: 'tenants', ids: ['acme', 'nobody'] })).rejects.toMatchObject({ code: 'TENANT_UNKNOWN', problem: { details: { tenant: 'nobody' } } })
    await expect(tool.getFleetPlan('f_none')).rejects.toMatchObject({ code: 'PLAN_UNKNOWN' })
  })

  test('that was rejected is applied for nobody, not even by the plan of one tenant', async () => {
    const fleet = await tool.planFleet({ targets: to('1.1.0'), select: { kind: 'tenants', ids: ['first-00', 'first-01'] } }, dana)
    await tool.reject(fleet.id, kim)
    await expect(tool.enqueueFleet(fleet.id, dana)).rejects.toMatchObject({ code: 'PLAN_REJECTED' })
    await expect(tool.apply(fleet.classes[0]?.members[0]?.planId ?? '', dana)).rejects.toMatchObject({ code: 'PLAN_REJECTED' })
    expect(await tool.listFleetApplications(fleet.id)).toEqual([])
  })

  test('waits for another person where a rule wants one, whose word counts for the plan of every tenant', async () => {
    const strict = await fixture.openAnother({ serves: 'nobody', approvals: 'all', catalog: 'cached' })
    const fleet = await strict.planFleet({ targets: to('1.1.0'), select: { kind: 'tenants', ids: ['watched-00', 'watched-01'] } }, dana)
    const [one = '', other = ''] = fleet.classes.flatMap(({ members }) => members.map(({ planId }) => planId))
    const unapproved = { code: 'FLEET_UNAPPROVED', problem: { details: { plan: fleet.id, tenants: 2, author: dana.actor } } }
    await expect(strict.enqueueFleet(fleet.id, dana)).rejects.toMatchObject(unapproved)
    await strict.approve(fleet.id, dana)
    await expect(strict.enqueueFleet(fleet.id, kim)).rejects.toMatchObject(unapproved)
    await expect(strict.apply(one, dana)).rejects.toMatchObject({ code: 'PLAN_UNAPPROVED' })
    // Of one plan of it, for that plan alone.
    await strict.approve(other, kim)
    expect(await strict.apply(other, dana)).toMatchObject({ status: 'succeeded' })
    await expect(strict.enqueueFleet(fleet.id, dana)).rejects.toMatchObject(unapproved)
    expect(await strict.listFleetApplications(fleet.id)).toEqual([])
    await strict.approve(fleet.id, kim)
    expect(await strict.listApprovals(one)).toMatchObject([{ actor: dana.actor }, { actor: kim.actor }])
    expect((await strict.enqueueFleet(fleet.id, dana)).map(({ tenantId }) => tenantId).toSorted()).toEqual(['watched-00', 'watched-01'])
    const host = await fixture.openAnother({ approvals: 'all', catalog: 'cached', lookEveryMs: 50 })
    await vi.waitFor(async () => expect((await strict.listFleetApplications(fleet.id)).map(({ state }) => state)).toEqual(['done', 'done']), { timeout: 20_000 })
    await host.close()
    expect((await strict.listOperations('watched-01')).filter(({ status }) => status === 'succeeded')).toHaveLength(2)
  })

  test('asks for no approval under the rule for what cannot be taken back, when all of it can', async () => {
    const careful = await fixture.openAnother({ serves: 'nobody', approvals: 'irreversible', catalog: 'cached' })
    const fleet = await careful.planFleet({ targets: to('1.1.0'), select: { kind: 'tenants', ids: ['watched-02'] } }, dana)
    const queued = await careful.enqueueFleet(fleet.id, dana)
    expect(queued).toMatchObject([{ tenantId: 'watched-02', state: 'waiting' }])
    for (const { id } of queued) await careful.cancelApplication(id, dana)
  })

  test('is applied tenant by tenant: what moved since or fails stops nobody else, and asking again does nothing twice', { timeout: 120_000 }, async () => {
    const fleet = await tool.planFleet({ targets: to('2.0.0'), select: { kind: 'all' } }, dana)
    const members = fleet.classes.flatMap((it) => it.members)
    await put(['first-03'], '1.1.0')
    await fixture.database.transaction((session) => session.query('alter table t_second_04__sample.item add column stray int'))
    const queued = await tool.enqueueFleet(fleet.id, dana)
    expect(await tool.enqueueFleet(fleet.id, dana)).toEqual(queued)
    expect(queued.map(({ planId }) => planId).toSorted()).toEqual(members.map(({ planId }) => planId).toSorted())
    const host = await fixture.openAnother({ catalog: 'cached', lookEveryMs: 50 })
    const settled = () => vi.waitFor(async () => {
      const applications = await tool.listFleetApplications(fleet.id)
      expect(applications.filter(({ state }) => state === 'waiting' || state === 'running')).toEqual([])
      return applications
    }, { timeout: 100_000, interval: 200 })
    const failures = (await settled()).filter(({ state }) => state === 'failed')
    expect(failures.map(({ tenantId, problem }) => `${tenantId} ${problem?.code ?? ''}`)).toEqual(['first-03 PLAN_STALE', 'second-04 TENANT_DRIFTED'])
    for (const { tenantId } of members) expect((await tool.getLock(tenantId)).entries[0]?.version).toBe(['first-03', 'second-04'].includes(tenantId) ? '1.1.0' : '2.0.0')
    for (const tenantId of pinned) expect((await tool.getLock(tenantId)).entries[0]?.version).toBe('1.0.0')
    await fixture.database.transaction((session) => session.query('alter table t_second_04__sample.item drop column stray'))
    const operations = (await tool.listOperations()).length
    await tool.enqueueFleet(fleet.id, dana)
    expect((await settled()).filter(({ state }) => state === 'failed').map(({ tenantId }) => tenantId)).toEqual(['first-03'])
    expect((await tool.listOperations()).length).toBe(operations + 1)
    await host.close()
  })
})
