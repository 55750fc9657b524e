import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, packTestModule, writeReleases } from '@tenon/test-kit'
import { expect, test } from 'vitest'
import { startHostProcess } from '../test/host-process.ts'
import type { HostProcess } from '../test/host-process.ts'

const table = { phase: 'expand', up: "create table item (tenant_id text not null default nullif(current_setting('tenon.tenant_id', true), ''), sku text not null, primary key (tenant_id, sku));", down: 'drop table item;' } as const
const column = (up: string) => ({ phase: 'expand', up, down: 'alter table item drop column weight;' }) as const

/** Plans and starts a move over the control API. */
async function start(host: HostProcess, version: string): Promise<string> {
  const plan = await host.call('/api/tenants/acme/plans', { kind: 'move', targets: { sample: version }, reason: 'test' })
  const operation = await host.call(`/api/plans/${String(plan.body['id'])}/apply`, {})
  expect([plan.status, operation.status], JSON.stringify([plan.body, operation.body])).toEqual([201, 202])
  return String(operation.body['id'])
}

const statusOf = async (host: HostProcess, operationId: string) => (await host.call(`/api/operations/${operationId}?waitMs=1000`)).body['status']
const served = async (host: HostProcess) => (await host.call('/t/acme/sample/anything')).body['version']

test('a host killed in mid-upgrade leaves all old, serves the old version after its restart, and upgrades then', { timeout: 120_000 }, async () => {
  const database = await createTestDatabase()
  const home = await mkdtemp(join(tmpdir(), 'tenon-kill-'))
  const environment = { DATABASE_URL: database.url, TENON_HOME: home, TENON_RELEASES: join(home, 'releases') }
  await writeReleases(environment.TENON_RELEASES, await Promise.all([
    packTestModule({ version: '1.0.0', migrations: [table] }),
    packTestModule({ version: '1.1.0', migrations: [table, column('alter table item add column weight int;')] }),
    packTestModule({ version: '2.0.0', migrations: [table, column('alter table item add column weight int;\nselect pg_sleep(60);')] }),
  ]))

  const first = await startHostProcess(environment)
  await first.call('/api/organizations', { id: 'umbrella', name: 'Umbrella' })
  await first.call('/api/tenants', { id: 'acme', name: 'Acme', organizationId: 'umbrella' })
  expect(await statusOf(first, await start(first, '1.0.0'))).toBe('succeeded')
  expect(await served(first)).toBe('1.0.0')
  const interrupted = await start(first, '2.0.0')
  expect(await statusOf(first, interrupted)).toBe('running')
  await first.kill()

  const second = await startHostProcess(environment)
  await expect.poll(() => statusOf(second, interrupted), { timeout: 20_000 }).toBe('interrupted')
  expect(await served(second)).toBe('1.0.0')
  // A move first waits out the grace of the host that went without a word.
  const upgrade = await start(second, '1.1.0')
  await expect.poll(() => statusOf(second, upgrade), { timeout: 20_000 }).toBe('succeeded')
  expect(await served(second)).toBe('1.1.0')
  await second.stop()
  await database.close()
  await rm(home, { recursive: true, force: true })
})
