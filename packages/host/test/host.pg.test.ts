import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRealHost } from './open-real-host.ts'
import type { RealHost } from './open-real-host.ts'

let real: RealHost

beforeAll(async () => {
  real = await openRealHost()
  await real.moveTo('acme', '1.0.0')
  await real.moveTo('globex', '1.2.0')
  for (const tenant of ['acme', 'globex']) {
    await real.call(`/t/${tenant}/inventory/v1/items`, { json: { sku: 'BOLT', name: `Bolt of ${tenant}` } })
    await real.call(`/t/${tenant}/inventory/v1/locations`, { json: { code: 'MAIN', name: 'Main' } })
  }
})
afterAll(() => real.close())

describe('a host on real parts', () => {
  it('serves two tenants on two versions, each with its own rows', async () => {
    const [acme, globex] = await Promise.all(['acme', 'globex'].map((tenant) => real.call(`/t/${tenant}/inventory/v1/items/BOLT`)))
    expect(acme).toMatchObject({ status: 200, module: 'inventory@1.0.0', body: { name: 'Bolt of acme' } })
    expect(globex).toMatchObject({ status: 200, module: 'inventory@1.2.0', body: { name: 'Bolt of globex' } })
  })

  it('never mixes up tenants that ask in the same tick', async () => {
    const tenants = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 'acme' : 'globex'))
    const answers = await Promise.all(tenants.map((tenant) => real.call(`/t/${tenant}/inventory/v1/items/BOLT`)))
    expect(answers.map(({ body }) => body['name'])).toEqual(tenants.map((tenant) => `Bolt of ${tenant}`))
  })

  it('writes events with the rows of a transaction, and none when it fails', async () => {
    expect((await real.call('/t/acme/inventory/v1/movements/receive', { json: { sku: 'BOLT', location: 'MAIN', quantity: 5 } })).status).toBe(201)
    expect((await real.call('/t/acme/inventory/v1/movements/ship', { json: { sku: 'BOLT', location: 'MAIN', quantity: 50 } }))).toMatchObject({ status: 409, body: { code: 'INSUFFICIENT_STOCK' } })
    const events = await real.registry.listEvents('acme')
    expect(events).toMatchObject([{ tenantId: 'acme', module: 'inventory', version: '1.0.0' }])
    expect(await real.registry.listEvents('globex')).toEqual([])
  })

  it('fails no call while a tenant moves up under load, and never runs one on another version than its lock', async () => {
    let moving = true
    const seen: { readonly status: number; readonly module: string | null }[] = []
    const caller = async () => {
      while (moving) seen.push(await real.call('/t/acme/inventory/v1/stock'))
    }
    const callers = Promise.all(Array.from({ length: 8 }, caller))
    await real.moveTo('acme', '1.2.0')
    moving = false
    await callers
    expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([200]))
    const firstNew = seen.findIndex(({ module }) => module === 'inventory@1.2.0')
    expect(seen.slice(0, Math.max(firstNew, 0)).every(({ module }) => module === 'inventory@1.0.0')).toBe(true)
    expect(await real.call('/t/acme/inventory/v1/stock')).toMatchObject({ status: 200, module: 'inventory@1.2.0' })
  })

  it('keeps a permission that an upgrade brings switched off until the tenant grants it, and takes it back at once', async () => {
    await real.moveTo('initech', '1.2.0')
    await real.moveTo('initech', '2.0.0')
    const addUnit = (code: string) => real.call('/t/initech/inventory/v2/units', { json: { code, name: code } })
    const details = { permission: 'inventory:unit:manage', tenant: 'initech', module: 'inventory' }
    expect(await addUnit('kg')).toMatchObject({ status: 403, body: { code: 'PERMISSION_NOT_GRANTED', details } })
    expect(await real.call('/t/initech/inventory/v2/units')).toMatchObject({ status: 200 })
    const grants = { tenantId: 'initech', module: 'inventory', permissions: ['inventory:unit:manage'], actor: 'user:admin', reason: 'we weigh now' }
    await real.registry.grant(grants)
    expect(await addUnit('kg')).toMatchObject({ status: 201 })
    await real.registry.withdraw(grants)
    expect(await addUnit('g')).toMatchObject({ status: 403, body: { code: 'PERMISSION_NOT_GRANTED' } })
  })

  it('answers the control API with the caller in the history', async () => {
    const created = await real.host.fetch(new Request('http://localhost/api/tenants', { method: 'POST', headers: { 'content-type': 'application/json', 'tenon-actor': 'user:milo' }, body: JSON.stringify({ id: 'hooli', name: 'Hooli', organizationId: 'org' }) }))
    expect(created.status).toBeLessThan(300)
    expect(await real.call('/t/hooli/inventory/v1/items')).toMatchObject({ status: 404, body: { code: 'MODULE_NOT_INSTALLED' } })
    expect(await real.call('/readyz')).toMatchObject({ status: 503 })
    await real.host.warm()
    expect(await real.call('/readyz')).toMatchObject({ status: 200 })
  })
})
