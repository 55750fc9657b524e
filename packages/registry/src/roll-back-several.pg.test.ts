import { packTestModule } from '@tenon/test-kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dana, openRegistryFixture, sampleMigrations } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { ModuleRegistry } from './module-registry.ts'
import type { RollBackTarget } from './surface/plan-registry.ts'

let fixture: RegistryFixture
let registry: ModuleRegistry
let tenantId = ''
let count = 0
const stock = (version: string) => [{ name: 'stock', version }]
const needs = (range: string) => [{ name: 'stock', range, optional: false }]

beforeAll(async () => {
  fixture = await openRegistryFixture([
    await packTestModule({ name: 'depot', version: '1.0.0', migrations: sampleMigrations.slice(0, 1), provides: stock('1.0') }),
    await packTestModule({ name: 'depot', version: '2.0.0', migrations: sampleMigrations.slice(0, 2), provides: stock('2.0') }),
    await packTestModule({ name: 'reports', version: '1.0.0', migrations: sampleMigrations.slice(0, 1), requires: needs('^1') }),
    await packTestModule({ name: 'reports', version: '2.0.0', migrations: sampleMigrations.slice(0, 2), requires: needs('^2') }),
    await packTestModule({ name: 'extra', version: '1.0.0', migrations: sampleMigrations.slice(0, 1) }),
  ])
  registry = fixture.registry
})
afterAll(() => fixture.close())
beforeEach(async () => {
  count += 1
  tenantId = `tenant-${count}`
  await registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
  await move({ depot: '1.0.0', reports: '1.0.0' })
})

async function move(targets: Readonly<Record<string, string>>) {
  return registry.apply((await registry.plan({ kind: 'move', tenantId, targets }, dana)).id, dana)
}

const back = (target: RollBackTarget) => registry.plan({ kind: 'roll-back-several', tenantId, back: target }, dana)
const running = async () => (await registry.getLock(tenantId)).entries.map(({ module, version, dataVersion }) => `${module} ${version} at ${dataVersion}`)
const old = ['depot 1.0.0 at 1', 'reports 1.0.0 at 1']

test('a provider alone cannot go back from under its user; both together can, the user first, in one revision', async () => {
  await move({ depot: '2.0.0', reports: '2.0.0' })
  await expect(registry.plan({ kind: 'roll-back', tenantId, module: 'depot' }, dana)).rejects.toMatchObject({ code: 'PLAN_CONFLICT' })
  const plan = await back({ modules: { depot: null, reports: '1.0.0' } })
  expect(plan.moves.map(({ module }) => module)).toEqual(['reports', 'depot'])
  expect(plan.steps.filter((step) => step.kind === 'hold').map(({ module }) => module)).toEqual(['depot', 'reports'])
  expect(await registry.apply(plan.id, dana)).toMatchObject({ kind: 'roll-back', status: 'succeeded' })
  expect([await running(), (await registry.getLock(tenantId)).revision]).toEqual([old, 3])
})

test('back to a lock revision, and back to before an operation, take every module that differs', async () => {
  const up = await move({ depot: '2.0.0', reports: '2.0.0' })
  for (const target of [{ revision: 1 }, { operation: up.id }]) {
    const plan = await back(target)
    expect(plan.moves.map(({ module, to }) => `${module} ${to.version}`)).toEqual(['reports 1.0.0', 'depot 1.0.0'])
  }
  await registry.apply((await back({ operation: up.id })).id, dana)
  expect(await running()).toEqual(old)
  await expect(back({ revision: 1 })).rejects.toMatchObject({ code: 'PLAN_EMPTY' })
})

test('a module that was not there then has no way back, and refuses the whole', async () => {
  await move({ depot: '2.0.0', reports: '2.0.0' })
  const before = await registry.getLock(tenantId)
  const added = await move({ extra: '1.0.0' })
  await expect(back({ revision: 1 })).rejects.toMatchObject({ code: 'ROLL_BACK_UNAVAILABLE', problem: { details: { module: 'extra' } } })
  await expect(back({ operation: added.id })).rejects.toMatchObject({ code: 'ROLL_BACK_UNAVAILABLE' })
  expect((await back({ modules: { depot: null, reports: null } })).moves).toHaveLength(2)
  expect((await registry.getLock(tenantId)).entries).toEqual(expect.arrayContaining([...before.entries]))
})

test('an unknown revision, operation or module is named', async () => {
  await expect(back({ revision: 9 })).rejects.toMatchObject({ code: 'LOCK_REVISION_UNKNOWN' })
  await expect(back({ operation: 'op_none' })).rejects.toMatchObject({ code: 'OPERATION_UNKNOWN' })
  await expect(back({ modules: { ghost: null } })).rejects.toMatchObject({ code: 'MODULE_NOT_INSTALLED' })
})

test('an upgrade of a provider holds its user too, and a rehearsal is kept with the plan', async () => {
  const plan = await registry.plan({ kind: 'move', tenantId, targets: { depot: '2.0.0', reports: '2.0.0' } }, { ...dana, rehearse: true })
  expect(plan.steps.filter((step) => step.kind === 'hold').map(({ module }) => module)).toEqual(['depot', 'reports'])
  expect(plan.rehearsals).toMatchObject([{ module: 'depot', equal: true, problems: [] }, { module: 'reports', equal: true, problems: [] }])
  expect(plan.estimate.basis).toEqual({ kind: 'rehearsal' })
  expect(plan.estimate.totalMs).toBeGreaterThan(0)
  expect(await registry.getPlan(plan.id)).toEqual(plan)
  expect(await running()).toEqual(old)
})
