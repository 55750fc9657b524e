import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Readable } from 'node:stream'
import { packTestModule } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dana, moveTo, openRegistryFixture, packSamples, sampleMigrations } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'

let fixture: RegistryFixture

beforeAll(async () => {
  const slow = { phase: 'expand', up: 'alter table item add column weight int;\nselect pg_sleep(30);', down: 'alter table item drop column weight;' } as const
  const quick = { ...slow, up: 'alter table item add column weight int;' }
  fixture = await openRegistryFixture([
    ...await packSamples(),
    await packTestModule({ version: '3.0.0', migrations: [...sampleMigrations, quick] }),
    await packTestModule({ version: '4.0.0', migrations: [...sampleMigrations, slow] }),
  ])
})
afterAll(() => fixture.close())

async function stateOf(tenantId: string) {
  const { rows } = await fixture.database.query<{ name: string }>("select column_name as name from information_schema.columns where table_schema = $1 and table_name = 'item' order by 1", [`t_${tenantId.replaceAll('-', '_')}__sample`])
  const entries = (await fixture.registry.getLock(tenantId)).entries
  return { columns: rows.map(({ name }) => name).join(' '), versions: entries.map(({ version, dataVersion }) => `${version} at ${dataVersion}`) }
}

const old = { columns: 'sku tenant_id', versions: ['1.0.0 at 1'] }
const moved = { columns: 'name sku tenant_id weight', versions: ['3.0.0 at 4'] }

async function installedTenant(tenantId: string, range: string) {
  await fixture.registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
  await moveTo(fixture.registry, '1.0.0', tenantId)
  return fixture.registry.plan({ kind: 'move', tenantId, targets: { sample: range } }, dana)
}

function applyInChild(planId: string, dieAt: number): ChildProcessByStdio<null, Readable, null> {
  const script = fileURLToPath(new URL('../test/apply-and-die.ts', import.meta.url))
  return spawn(process.execPath, ['--conditions=tenon-source', script, fixture.databaseUrl, fixture.directory, planId, String(dieAt)], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** The last operation, once it is known to be over. */
function endOf(tenantId: string) {
  return expect.poll(async () => (await fixture.registry.status(tenantId))[0]?.lastOperation?.status, { timeout: 20_000 })
}

test('killed at any boundary of its journal, a move is all old or all new, and runs again', { timeout: 180_000 }, async () => {
  const outcomes: string[] = []
  for (let dieAt = 0; outcomes.at(-1) !== 'finished'; dieAt += 1) {
    const tenantId = `dies-at-${dieAt}`
    const plan = await installedTenant(tenantId, '3.0.0')
    const [, signal] = await once(applyInChild(plan.id, dieAt), 'exit') as [number | null, NodeJS.Signals | null]
    await endOf(tenantId).not.toBe('running')
    const [status] = await fixture.registry.status(tenantId)
    const isNew = status?.lastOperation?.status === 'succeeded'
    expect(await stateOf(tenantId)).toEqual(isNew ? moved : old)
    expect(status?.lastOperation?.status).toBe(isNew ? 'succeeded' : 'interrupted')
    if (!isNew) expect((await moveTo(fixture.registry, '3.0.0', tenantId)).status).toBe('succeeded')
    expect(await stateOf(tenantId)).toEqual(moved)
    outcomes.push(signal === 'SIGKILL' ? 'killed' : 'finished')
  }
  // Every step that has work of its own begins and ends: the list of boundaries comes from the journal itself.
  expect(outcomes.length).toBeGreaterThan(8)
})

test('killed in the middle of a long statement, the tenant stays old and can move again', { timeout: 60_000 }, async () => {
  const plan = await installedTenant('sleeper', '4.0.0')
  const child = applyInChild(plan.id, -1)
  for await (const lines of child.stdout) if (String(lines).includes('0004_test_step')) break
  await expect(moveTo(fixture.registry, '3.0.0', 'sleeper')).rejects.toMatchObject({ code: 'TENANT_BUSY' })
  child.kill('SIGKILL')
  await once(child, 'exit')
  await endOf('sleeper').toBe('interrupted')
  expect(await stateOf('sleeper')).toEqual(old)
  expect((await moveTo(fixture.registry, '3.0.0', 'sleeper')).status).toBe('succeeded')
  expect(await stateOf('sleeper')).toEqual(moved)
})
