import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { createHostLog } from '../host-log.ts'
import { openHost } from '../open-host.ts'
import type { OpenHost } from '../open-host.ts'
import { demoTenants } from './demo-tenants.ts'
import { loadDemoOnce } from './load-demo-once.ts'

const closers: (() => Promise<unknown>)[] = []
const told: string[] = []
let home: string
let open: OpenHost

const load = () => loadDemoOnce({ registry: open.registry, fetch: open.host.fetch, home, tell: (line) => void told.push(line) })

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tenon-demo-'))
  closers.push(() => rm(home, { recursive: true, force: true }))
  const database = await createTestDatabase()
  closers.push(() => database.close())
  const releases = fileURLToPath(new URL('../../../../releases', import.meta.url))
  open = await openHost(readConfig({ DATABASE_URL: database.url, TENON_HOME: home, TENON_RELEASES: releases }), { log: createHostLog('silent'), closers })
  await load()
})
afterAll(async () => {
  for (const close of closers.toReversed()) await close()
})

async function read(path: string): Promise<Record<string, never>> {
  return (await (await open.host.fetch(new Request(`http://localhost${path}`))).json()) as Record<string, never>
}

describe('the demo', () => {
  it('puts each tenant on its version with its pin, and tells of each', async () => {
    const status = await open.registry.status()
    expect(new Map(status.map(({ tenant, lock, pins }) => [tenant.id, [lock.entries[0]?.version, pins[0]?.range ?? null]]))).toEqual(
      new Map(demoTenants.map(({ id, version, pin }) => [id, [version, pin?.range ?? null]])),
    )
    expect(told).toHaveLength(demoTenants.length + 1)
  })

  it('has weeks of stock everywhere, and parts of units where 2.x runs', async () => {
    for (const { id, version } of demoTenants) {
      const { items } = await read(`/t/${id}/inventory/${version.startsWith('2.') ? 'v2' : 'v1'}/movements?limit=200`)
      expect(items, id).toHaveLength(200)
    }
    const { items } = (await read('/t/elderflower/inventory/v2/movements?limit=1')) as unknown as { items: readonly { quantity: string }[] }
    expect(items[0]?.quantity).toBe('-0.125')
  })

  it('can go up from every version to every later one, and back: a rehearsal finds nothing in the way', async () => {
    const ways = { kestrel: ['1.1.0', '1.2.0', '2.0.0'], dockside: ['1.2.0', '2.0.0'], juniper: ['2.0.0'] }
    for (const [tenantId, versions] of Object.entries(ways)) {
      for (const version of versions) {
        const { issues, superseded, moves } = await open.registry.rehearse({ tenantId, module: 'inventory', version, lockBudgetMs: 600_000 })
        expect(issues.filter(({ severity }) => severity === 'problem'), `${tenantId} ${version}`).toEqual([])
        expect(moves.map(({ direction }) => direction)).toEqual(['up', 'down', 'up again'])
        // Levels of stock rest on movements, which the rehearsal writes as the old version too: that much it has to notice.
        if (version === '2.0.0') expect(superseded['stock_level'], `${tenantId} ${version}`).toBeGreaterThan(0)
      }
    }
  })

  it('is loaded once: what people change afterwards stays', async () => {
    const who = { actor: 'user:dana', reason: 'trying' }
    await open.registry.apply((await open.registry.plan({ kind: 'move', tenantId: 'juniper', targets: { inventory: '2.0.0' } }, who)).id, who)
    await load()
    expect((await open.registry.getLock('juniper')).entries[0]?.version).toBe('2.0.0')
    expect(told).toHaveLength(demoTenants.length + 1)
  })
})
