import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '@tenon/database'
import type { TenantDatabase } from '@tenon/module-sdk/ports'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { dana, moveTo, openRegistryFixture, packSamples } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { OpenRegistryOptions } from './open-registry.ts'
import type { ModuleRegistry } from './module-registry.ts'
import { registryErrors } from './registry-errors.ts'

let fixture: RegistryFixture
let mover: ModuleRegistry
let tenantId = ''
let count = 0
const closers: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  fixture = await openRegistryFixture(await packSamples())
  mover = fixture.registry
})
afterAll(() => fixture.close())

beforeEach(async () => {
  count += 1
  tenantId = `tenant-${count}`
  await mover.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
  await moveTo(mover, '1.0.0', tenantId)
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** Another host with connections of its own, as a process of its own would have them. */
async function openHost(hostLabel: string, options: Partial<OpenRegistryOptions> = {}): Promise<{ readonly registry: ModuleRegistry; readonly database: TenantDatabase }> {
  const database = await openDatabase({ url: fixture.databaseUrl, applicationName: hostLabel })
  closers.push(() => database.close())
  const registry = await fixture.openAnother({ database, hostLabel, catalog: 'cached', ...options })
  closers.push(() => registry.close())
  return { registry, database }
}

const versionIn = (registry: ModuleRegistry) => registry.running(tenantId)?.lock.entries[0]?.version
const labels = async () => (await mover.listHosts()).map(({ label }) => label).toSorted()

/** Notes what is asked of a host, and what its view shows at that moment. */
function watchHolds(registry: ModuleRegistry): string[] {
  const seen: string[] = []
  const leave = registry.joinCutovers({
    async hold(_tenant, modules, budgetMs) {
      seen.push(`hold ${modules.join(' ')} ${budgetMs === 0 ? 'closed' : 'drained'} at ${versionIn(registry)}`)
      return () => void seen.push(`release at ${versionIn(registry)}`)
    },
  })
  closers.push(async () => leave())
  return seen
}

async function unanswered(of: ModuleRegistry): Promise<Record<string, unknown>> {
  const operation = await moveTo(of, '1.1.0', tenantId)
  expect(operation).toMatchObject({ status: 'failed', problem: { code: 'HOLD_UNANSWERED', category: 'unavailable' } })
  expect((await of.getLock(tenantId)).entries[0]?.version).toBe('1.0.0')
  return operation.problem?.details as Record<string, unknown>
}

/** Runs a script of the test folder; resolves to its lines as they come. */
function runScript(name: string, ...args: readonly string[]) {
  const script = fileURLToPath(new URL(`../test/${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--conditions=tenon-source', script, fixture.databaseUrl, fixture.directory, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  createInterface(child.stdout).on('line', (line) => lines.push(line))
  const exited = once(child, 'exit')
  closers.push(async () => { child.kill('SIGKILL'); await exited })
  return { says: (line: string) => vi.waitFor(() => { expect(lines).toContain(line) }, 20_000), kill: () => child.kill('SIGKILL'), exited }
}

describe('a host', () => {
  test('is known while it serves; who serves nobody is not', async () => {
    const { registry } = await openHost('web-2')
    await openHost('tool', { serves: 'nobody' })
    expect(await registry.listHosts()).toEqual(await mover.listHosts())
    expect(await labels()).toEqual([expect.stringMatching(/^h_/), 'web-2'])
    await registry.close()
    expect(await labels()).toEqual([expect.stringMatching(/^h_/)])
  })

  test('that was killed is forgotten after the grace, and delays no more than that', async () => {
    const stuck = runScript('hold-and-wait')
    await stuck.says('serving')
    expect(await labels()).toContain('stuck')
    stuck.kill()
    await stuck.exited
    expect(await moveTo(mover, '1.1.0', tenantId)).toMatchObject({ status: 'succeeded' })
    expect(await labels()).not.toContain('stuck')
  })
})

describe('a move with several hosts', () => {
  test('begins once all hold, and each lets go only when it knows the new version', async () => {
    const { registry } = await openHost('web-2')
    const seen = watchHolds(registry)
    expect(await moveTo(mover, '1.1.0', tenantId)).toMatchObject({ status: 'succeeded' })
    await vi.waitFor(() => { expect(seen).toEqual(['hold sample drained at 1.0.0', 'release at 1.1.0']) })
  })

  test('may be made by who serves nobody', async () => {
    const { registry: tool } = await openHost('tool', { serves: 'nobody' })
    const seen = watchHolds(mover)
    expect(await moveTo(tool, '1.1.0', tenantId)).toMatchObject({ status: 'succeeded' })
    await vi.waitFor(() => { expect(seen).toEqual(['hold sample drained at 1.0.0', 'release at 1.1.0']) })
  })

  test('does not happen when calls do not end there: the problem names host and calls, and all let go', async () => {
    const { registry } = await openHost('web-2')
    const here = watchHolds(mover)
    const calls = registryErrors.CALLS_UNFINISHED({ tenant: tenantId, running: [{ module: 'sample', calls: 2 }], waitedMs: 5_000 })
    const leave = registry.joinCutovers({ hold: () => Promise.reject(calls) })
    const beside = watchHolds(registry)
    expect(await unanswered(mover)).toMatchObject({ label: 'web-2', reason: expect.stringContaining('2 of sample') })
    expect(here).toEqual(['hold sample drained at 1.0.0', 'release at 1.0.0'])
    await vi.waitFor(() => { expect(beside).toEqual(here) })
    leave()
    expect(await moveTo(mover, '1.1.0', tenantId)).toMatchObject({ status: 'succeeded' })
  })

  test('does not wait for ever for a host that does not answer', async () => {
    await openHost('web-2').then(({ registry }) => {
      const never = Promise.withResolvers<() => void>()
      registry.joinCutovers({ hold: () => never.promise })
      closers.push(async () => never.resolve(() => undefined))
    })
    const impatient = await openHost('web-3', { holdBudgetMs: 20 })
    expect(await unanswered(impatient.registry)).toMatchObject({ label: 'web-2' })
  })

  test('goes on without a host that dies while it holds', async () => {
    const stuck = runScript('hold-and-wait')
    await stuck.says('serving')
    const moving = moveTo(mover, '1.1.0', tenantId)
    await stuck.says('holding')
    stuck.kill()
    expect(await moving).toMatchObject({ status: 'succeeded' })
  })

  test('lets everybody go when its mover dies', async () => {
    const seen = watchHolds(mover)
    const plan = await mover.plan({ kind: 'move', tenantId, targets: { sample: '1.1.0' } }, dana)
    const dying = runScript('apply-and-die', plan.id, 'held')
    await vi.waitFor(() => { expect(seen).toEqual(['hold sample drained at 1.0.0', 'release at 1.0.0']) }, 20_000)
    await dying.exited
    expect((await mover.status(tenantId))[0]?.lastOperation).toMatchObject({ status: 'interrupted' })
    expect(await mover.apply(plan.id, dana)).toMatchObject({ status: 'succeeded' })
  })

  test('is joined by a host that starts meanwhile, before it serves', async () => {
    const reached = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    const leave = mover.joinCutovers({ hold: async () => { reached.resolve(); await gate.promise; return () => undefined } })
    const moving = moveTo(mover, '1.1.0', tenantId)
    await reached.promise
    const { registry } = await openHost('late')
    const seen = watchHolds(registry)
    expect(seen).toEqual(['hold sample drained at 1.0.0'])
    gate.resolve()
    leave()
    expect(await moving).toMatchObject({ status: 'succeeded' })
    await vi.waitFor(() => { expect(seen).toEqual(['hold sample drained at 1.0.0', 'release at 1.1.0']) })
  })
})

describe('a host that lost its connection', () => {
  test('holds everything until it is announced again and knows what happened meanwhile', async () => {
    const { registry } = await openHost('web-2')
    const seen: string[] = []
    registry.joinCutovers({
      hold: async () => () => undefined,
      suspend() {
        seen.push(`suspended at ${versionIn(registry)}`)
        return () => void seen.push(`resumed at ${versionIn(registry)}`)
      },
    })
    await moveTo(mover, '1.1.0', tenantId)
    await vi.waitFor(() => { expect(versionIn(registry)).toBe('1.1.0') })
    await fixture.database.transaction((session) => session.query("reset role; select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'web-2'"))
    await vi.waitFor(() => { expect(seen).toEqual(['suspended at 1.1.0', 'resumed at 1.1.0']) }, 10_000)
    expect(await labels()).toContain('web-2')
    expect(await moveTo(mover, '2.0.0', tenantId)).toMatchObject({ status: 'succeeded' })
  })
})
