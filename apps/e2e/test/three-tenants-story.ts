import type { ArtifactSource } from '@tenon/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPlatform } from './open-platform.ts'
import type { Platform } from './open-platform.ts'

/** A source with the four releases of inventory, and how to end it. */
export interface StorySource {
  readonly source: ArtifactSource
  close(): Promise<void>
}

const versions = { acme: '1.0.0', globex: '1.2.0', initech: '2.0.0' } as const
type TenantId = keyof typeof versions
const tenantIds = Object.keys(versions) as TenantId[]
const apiOf = (version: string) => (version.startsWith('1.') ? 'v1' : 'v2')

/** Three tenants on three versions in one process; the first goes up, writes, comes back, and goes up again. */
export function runThreeTenantsStory(name: string, openSource: () => Promise<StorySource>): void {
  describe(`three tenants on three versions from ${name}`, () => {
    let source: StorySource
    let platform: Platform
    beforeAll(async () => {
      source = await openSource()
      platform = await openPlatform(source.source)
    })
    afterAll(async () => {
      await platform?.close()
      await source?.close()
    })

    const post = async (path: string, json: unknown) => {
      const answer = await platform.call(path, json)
      expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201 })
      return answer
    }
    const listed = async (path: string) => (await platform.call(path)).body['items'] as readonly Record<string, unknown>[]
    const stockOf = async (tenantId: string, api: string) => (await listed(`/t/${tenantId}/inventory/${api}/stock`)).map(({ onHand }) => onHand)
    const movementsOf = async (tenantId: string, api: string) => (await listed(`/t/${tenantId}/inventory/${api}/movements`)).map(({ kind, quantity }) => `${String(kind)} ${String(quantity)}`).toReversed()
    const stock = { sku: 'FLOUR', location: 'MAIN' }

    test('the catalog knows the four releases, and publishing them moved nobody', async () => {
      for (const tenantId of tenantIds) await platform.createTenant(tenantId)
      const [inventory] = await platform.registry.listModules()
      expect(inventory?.versions.map(({ version }) => version)).toEqual(['2.0.0', '1.2.0', '1.1.0', '1.0.0'])
      expect((await platform.registry.status()).flatMap(({ lock }) => lock.entries)).toEqual([])
    })

    test('a pin on each tenant decides which version `*` means, and each is served by exactly that version', async () => {
      for (const tenantId of tenantIds) {
        await platform.registry.setPin({ tenantId, module: 'inventory', range: versions[tenantId], owner: 'dana', reason: 'contract', actor: 'user:dana' })
        expect(await platform.move({ kind: 'move', tenantId, targets: { inventory: '*' } })).toMatchObject({ status: 'succeeded', problem: null })
        const api = apiOf(versions[tenantId])
        if (api === 'v2') await post(`/t/${tenantId}/inventory/v2/units`, { code: 'kg', name: 'Kilogram' })
        await post(`/t/${tenantId}/inventory/${api}/items`, { sku: 'FLOUR', name: 'Flour', unit: 'kg' })
        await post(`/t/${tenantId}/inventory/${api}/locations`, { code: 'MAIN', name: 'Main' })
        await post(`/t/${tenantId}/inventory/${api}/movements/receive`, { ...stock, quantity: 10 })
        const shipped = await post(`/t/${tenantId}/inventory/${api}/movements/ship`, { ...stock, quantity: 3 })
        expect(shipped.module).toBe(`inventory@${versions[tenantId]}`)
      }
      expect([await stockOf('acme', 'v1'), await stockOf('globex', 'v1'), await stockOf('initech', 'v2')]).toEqual([[7], [7], ['7']])
      expect(await platform.call('/t/initech/inventory/v1/stock')).toMatchObject({ status: 410, body: { code: 'API_VERSION_GONE' } })
      expect(await platform.call('/t/acme/inventory/v2/stock')).toMatchObject({ status: 404 })
    })

    test('the pin stands in the way of an upgrade until it is lifted', async () => {
      await expect(platform.move({ kind: 'move', tenantId: 'acme', targets: { inventory: '2.0.0' } })).rejects.toMatchObject({ code: 'PLAN_CONFLICT' })
      await platform.registry.removePin('acme', 'inventory', { actor: 'user:dana', reason: 'contract renewed' })
    })

    test('the upgrade to 2.0.0 keeps every movement and counts in fractions from then on', async () => {
      expect(await platform.move({ kind: 'move', tenantId: 'acme', targets: { inventory: '2.0.0' } })).toMatchObject({ kind: 'upgrade', status: 'succeeded' })
      expect(await movementsOf('acme', 'v2')).toEqual(['receive 10', 'ship -3'])
      await post('/t/acme/inventory/v2/movements/receive', { ...stock, quantity: '2.5' })
      await post('/t/acme/inventory/v2/movements/ship', { ...stock, quantity: '1.25' })
      expect(await stockOf('acme', 'v2')).toEqual(['8.25'])
    })

    test('the roll back to 1.0.0 shows every movement in whole units, never more stock than there is', async () => {
      const operation = await platform.move({ kind: 'roll-back', tenantId: 'acme', module: 'inventory' })
      expect(operation).toMatchObject({ kind: 'roll-back', status: 'succeeded' })
      expect(Object.values(operation.preserved.setAside).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0)
      expect((await platform.call('/t/acme/inventory/v1/stock')).module).toBe('inventory@1.0.0')
      expect(await stockOf('acme', 'v1')).toEqual([8])
      const movements = await movementsOf('acme', 'v1')
      expect(movements.map((movement) => movement.split(' ')[0])).toEqual(['receive', 'ship', 'receive', 'ship'])
      expect(movements.slice(0, 2)).toEqual(['receive 10', 'ship -3'])
      await post('/t/acme/inventory/v1/movements/ship', { ...stock, quantity: 1 })
      expect(await stockOf('acme', 'v1')).toEqual([7])
      expect(await platform.call('/t/acme/inventory/v1/movements/ship', { ...stock, quantity: 8 })).toMatchObject({ status: 409, body: { code: 'INSUFFICIENT_STOCK' } })
    })

    test('the second upgrade brings back what was set aside, beside what 1.0.0 wrote meanwhile', async () => {
      const operation = await platform.move({ kind: 'move', tenantId: 'acme', targets: { inventory: '2.0.0' } })
      expect(operation).toMatchObject({ kind: 'upgrade', status: 'succeeded' })
      expect(await movementsOf('acme', 'v2')).toEqual(['receive 10', 'ship -3', 'receive 2.5', 'ship -1.25', 'ship -1'])
      expect(await stockOf('acme', 'v2')).toEqual(['7.25'])
    })

    test('nobody else moved, and the history tells the whole story', async () => {
      expect((await platform.registry.history('acme')).map(({ change }) => change)).toEqual(['upgrade', 'roll-back', 'upgrade', 'install'])
      for (const tenantId of ['globex', 'initech'] as const) {
        expect((await platform.registry.history(tenantId)).map(({ change }) => change)).toEqual(['install'])
        expect((await platform.call(`/t/${tenantId}/inventory/${apiOf(versions[tenantId])}/stock`)).module).toBe(`inventory@${versions[tenantId]}`)
        expect(await stockOf(tenantId, apiOf(versions[tenantId]))).toEqual([tenantId === 'globex' ? 7 : '7'])
      }
    })

    test('finalize closes the way back and loses nothing', async () => {
      expect(await platform.move({ kind: 'finalize', tenantId: 'acme', module: 'inventory' })).toMatchObject({ kind: 'finalize', status: 'succeeded' })
      expect(await stockOf('acme', 'v2')).toEqual(['7.25'])
      await expect(platform.move({ kind: 'roll-back', tenantId: 'acme', module: 'inventory' })).rejects.toMatchObject({ code: 'ROLL_BACK_UNAVAILABLE' })
    })
  })
}
