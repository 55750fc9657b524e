import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTenon } from './open-tenon.ts'
import { startServer } from './start-server.ts'

const releases = fileURLToPath(new URL('../../../releases', import.meta.url))
const who = { actor: 'user:dana', reason: 'example' }
let url: string
let closers: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  const database = await createTestDatabase()
  const storeDirectory = await mkdtemp(join(tmpdir(), 'tenon-example-'))
  const tenon = await openTenon({ databaseUrl: database.url, storeDirectory, releases })
  closers = [() => tenon.close(), () => database.close(), () => rm(storeDirectory, { recursive: true, force: true })]
  await tenon.registry.createOrganization({ id: 'harvest', name: 'Harvest' })
  await tenon.registry.createTenant({ id: 'acme', name: 'Acme', organizationId: 'harvest' })
  const plan = await tenon.registry.plan({ kind: 'move', tenantId: 'acme', targets: { inventory: '1.2.0' } }, who)
  await tenon.registry.apply(plan.id, who)
  vi.stubEnv('NEXT_TELEMETRY_DISABLED', '1')
  const distDir = `.next/test-${process.pid}`
  vi.stubEnv('EXAMPLE_DIST_DIR', distDir)
  closers.push(() => rm(fileURLToPath(new URL(`../${distDir}`, import.meta.url)), { recursive: true, force: true }))
  const server = await startServer(tenon.host, { dev: true, port: 0 })
  url = `http://127.0.0.1:${server.port}`
  closers.unshift(() => server.close())
})
afterAll(async () => {
  for (const close of closers) await close()
})

describe('Tenon inside Next', () => {
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
