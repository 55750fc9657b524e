import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Host } from '@tenon/host'
import { createTestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTenon } from '../src/open-tenon.ts'
import type { Tenon } from '../src/open-tenon.ts'

/** An application that answers, with Tenon mounted below `/tenon`. */
export interface MountedApp {
  readonly url: string
  close(): Promise<unknown>
}

const releases = fileURLToPath(new URL('../../../releases', import.meta.url))
const who = { actor: 'user:dana', reason: 'example' }

/** What every application that mounts a host below `/tenon`, and has "My own page." at its root, must pass. */
export function runMountedHostSuite(framework: string, start: (host: Host) => Promise<MountedApp>): void {
  describe(`Tenon inside ${framework}`, () => {
    let url: string
    const closers: (() => Promise<unknown>)[] = []

    beforeAll(async () => {
      const database = await createTestDatabase()
      closers.unshift(() => database.close())
      const storeDirectory = await mkdtemp(join(tmpdir(), 'tenon-example-'))
      closers.unshift(() => rm(storeDirectory, { recursive: true, force: true }))
      const tenon = await openTenon({ databaseUrl: database.url, storeDirectory, releases })
      closers.unshift(() => tenon.close())
      await installInventory(tenon)
      const app = await start(tenon.host)
      closers.unshift(() => app.close())
      url = app.url
    })
    afterAll(async () => {
      for (const close of closers) await close()
    })

    it('answers below its mount path, with bodies it reads itself', async () => {
      const item = { sku: 'BEAN-1', name: 'Espresso beans', barcode: null, unit: 'bag' }
      const created = await fetch(`${url}/tenon/t/acme/inventory/v1/items`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(item) })
      expect([created.status, created.headers.get('tenon-module')]).toEqual([201, 'inventory@1.2.0'])
      expect(await (await fetch(`${url}/tenon/t/acme/inventory/v1/items/BEAN-1`)).json()).toMatchObject(item)
      expect(await (await fetch(`${url}/tenon/t/acme/openapi.json`)).json()).toHaveProperty(['paths', '/tenon/t/acme/inventory/v1/items'])
      expect(await (await fetch(`${url}/tenon/api/tenants`)).text()).toContain('acme')
    })

    it('answers a problem where nothing is, and a body too large for it', async () => {
      expect((await fetch(`${url}/tenon/t/nobody/inventory/v1/items`)).status).toBe(404)
      const large = await fetch(`${url}/tenon/t/acme/inventory/v1/items.csv`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'x'.repeat(1_100_000) })
      expect([large.status, ((await large.json()) as { code: string }).code]).toEqual([413, 'BODY_TOO_LARGE'])
    })

    it('leaves the rest of the application alone', async () => {
      expect(await (await fetch(url)).text()).toContain('My own page.')
    })
  })
}

async function installInventory({ registry }: Tenon): Promise<void> {
  await registry.createOrganization({ id: 'harvest', name: 'Harvest' })
  await registry.createTenant({ id: 'acme', name: 'Acme', organizationId: 'harvest' })
  const plan = await registry.plan({ kind: 'move', tenantId: 'acme', targets: { inventory: '1.2.0' } }, who)
  await registry.apply(plan.id, who)
}
