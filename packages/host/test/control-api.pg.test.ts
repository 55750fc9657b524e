import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createControlClient } from '../src/control-client/create-control-client.ts'
import type { ControlPlane } from '../src/control-client/control-plane.ts'
import { openRealHost } from './open-real-host.ts'
import type { RealHost } from './open-real-host.ts'

const dana = { actor: 'cli:dana', reason: 'spring release' }
let real: RealHost
let client: ControlPlane

beforeAll(async () => {
  real = await openRealHost()
  client = createControlClient({ host: 'http://localhost', actor: 'cli:dana', fetch: async (request) => real.host.fetch(request) })
  await real.moveTo('acme', '1.0.0')
})
afterAll(() => real.close())

describe('the control API over a real registry', () => {
  it('moves a tenant up and back', async () => {
    const plan = await client.plan({ kind: 'move', tenantId: 'acme', targets: { inventory: '1.2.0' } }, dana)
    const titles: string[] = []
    const operation = await client.apply(plan.id, { ...dana, onProgress: ({ title }) => titles.push(title) })
    expect(operation).toMatchObject({ status: 'succeeded', kind: 'upgrade', actor: 'cli:dana' })
    const back = await client.plan({ kind: 'roll-back', tenantId: 'acme', module: 'inventory' }, dana)
    expect(await client.apply(back.id, dana)).toMatchObject({ status: 'succeeded', kind: 'roll-back' })
    expect((await client.getLock('acme')).entries[0]?.version).toBe('1.0.0')
  })

  it('queues a plan, which a host applies, and takes none back that has ended', async () => {
    const plan = await client.plan({ kind: 'move', tenantId: 'acme', targets: { inventory: '1.2.0' } }, dana)
    const queued = await client.enqueue(plan.id, dana)
    expect(queued).toMatchObject({ planId: plan.id, tenantId: 'acme', actor: 'cli:dana', reason: 'spring release' })
    await vi.waitFor(async () => { expect((await client.listApplications('acme'))[0]).toMatchObject({ id: queued.id, state: 'done' }) }, 10_000)
    await expect(client.cancelApplication(queued.id, dana)).rejects.toMatchObject({ code: 'APPLICATION_STARTED' })
    const back = await client.plan({ kind: 'roll-back', tenantId: 'acme', module: 'inventory' }, dana)
    await client.apply(back.id, dana)
  })

  it.each<[string, (control: ControlPlane) => Promise<unknown>]>([
    ['organizations', (control) => control.listOrganizations()],
    ['tenants', (control) => control.listTenants()],
    ['a tenant', (control) => control.getTenant('acme')],
    ['the status of one', (control) => control.status('acme')],
    ['the status of all', (control) => control.status()],
    ['a lock', (control) => control.getLock('acme')],
    ['a history', (control) => control.history('acme')],
    ['a moment', (control) => control.lockAt('acme', new Date(Date.now() + 60_000).toISOString())],
    ['modules', (control) => control.listModules()],
    ['versions', (control) => control.listVersions('inventory')],
    ['a version', (control) => control.getVersion('inventory', '1.0.0')],
    ['pins', (control) => control.listPins('acme')],
    ['settings', (control) => control.readSettings('acme', 'inventory')],
    ['operations', (control) => control.listOperations('acme')],
    ['events', (control) => control.listEvents('acme')],
    ['hosts', (control) => control.listHosts()],
    ['the queue', (control) => control.listApplications('acme')],
    ['drift', (control) => control.drift('acme')],
    ['a rehearsal', async (control) => ({ ...await control.rehearse({ tenantId: 'acme', module: 'inventory', version: '1.2.0', maxRows: 100, lockBudgetMs: 60_000 }), moves: [], durationMs: 0 })],
  ])('answers %s as the registry does', async (_what, read) => {
    expect(await read(client)).toEqual(await read(real.registry))
  })

  it.each<[string, (control: ControlPlane) => Promise<unknown>]>([
    ['an unknown tenant', (control) => control.getTenant('nobody')],
    ['an unknown module', (control) => control.listVersions('nothing')],
    ['a version that is not there', (control) => control.plan({ kind: 'move', tenantId: 'acme', targets: { inventory: '9.9.9' } }, dana)],
    ['a plan with nothing to do', (control) => control.plan({ kind: 'move', tenantId: 'acme', targets: { inventory: '1.0.0' } }, dana)],
    ['a pin that is no range', (control) => control.setPin({ tenantId: 'acme', module: 'inventory', range: 'newest', owner: 'dana', reason: 'r', actor: 'cli:dana' })],
    ['settings that do not fit', (control) => control.writeSettings({ tenantId: 'acme', module: 'inventory', values: { allowNegativeStock: 'perhaps' }, ...dana })],
  ])('refuses %s with the words of the registry', async (_what, ask) => {
    const refusal = (control: ControlPlane) => ask(control).then(() => 'not refused', (error: { problem: unknown; status: number }) => ({ problem: error.problem, status: error.status }))
    expect(await refusal(client)).toEqual(await refusal(real.registry))
    expect(await refusal(client)).not.toBe('not refused')
  })
})
