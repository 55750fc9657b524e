import { describeStep } from '@tenon/planner'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFaultyParts } from '../test/faulty-parts.ts'
import type { Fault, FaultyParts } from '../test/faulty-parts.ts'
import { movesToTry, packModulesToTry, stateOf } from '../test/moves-to-try.ts'
import type { MoveToTry } from '../test/moves-to-try.ts'
import { dana, openRegistryFixture } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { ModuleRegistry } from './module-registry.ts'
import { registryErrors } from './registry-errors.ts'

let fixture: RegistryFixture
let parts: FaultyParts
let registry: ModuleRegistry
let count = 0

beforeAll(async () => {
  fixture = await openRegistryFixture(await packModulesToTry())
  parts = createFaultyParts(fixture)
  registry = await fixture.openAnother({ ...parts, catalog: 'cached', lookEveryMs: 600_000 })
  registry.joinCutovers({
    hold: async (tenant) => {
      if (parts.refusesHold()) throw registryErrors.CALLS_UNFINISHED({ tenant, running: [{ module: 'sample', calls: 1 }], waitedMs: 1 })
      return () => undefined
    },
  })
})
afterAll(() => fixture.close())

async function newTenant(): Promise<string> {
  count += 1
  const tenantId = `tries-${count}`
  await fixture.registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
  return tenantId
}

/** The places where this kind of move can fail, read off a plan of it. */
async function placesOf(move: MoveToTry): Promise<readonly { readonly title: string; readonly fault: Fault }[]> {
  const { steps } = await move.plan(fixture, await newTenant())
  // A migration without a statement of its own has nothing that could fail.
  const failing = steps.filter((step) => !('sql' in step) || step.sql.trim() !== '')
  return [
    ...failing.map((step) => ({ title: describeStep(step), fault: { at: 'step', step } as const })),
    { title: 'the commit', fault: { at: 'commit' } },
  ]
}

/** A plan of the same kind for a new tenant, and the same step in it. */
async function failAt(move: MoveToTry, title: string, fault: Fault) {
  const tenantId = await newTenant()
  const plan = await move.plan(fixture, tenantId)
  const before = await stateOf(fixture, tenantId)
  const step = plan.steps.find((candidate) => describeStep(candidate) === title)
  parts.fail(fault.at === 'step' && step !== undefined ? { at: 'step', step } : fault)
  const operation = await registry.apply(plan.id, dana)
  parts.heal()
  return { tenantId, plan, before, operation }
}

describe.each(movesToTry)('$name that fails', (move) => {
  test('at any of its steps, or at its commit, is never recorded as done', { timeout: 180_000 }, async () => {
    const places = await placesOf(move)
    expect(places.length).toBeGreaterThan(3)
    for (const { title, fault } of places) {
      const { tenantId, plan, before, operation } = await failAt(move, title, fault)
      expect({ title, met: parts.wasMet(), status: operation.status }).toEqual({ title, met: true, status: 'failed' })
      expect(operation.problem, title).not.toBeNull()
      expect(await fixture.registry.getOperation(operation.id)).toEqual(operation)
      const after = await stateOf(fixture, tenantId)
      // What was prepared ahead stays, and no data version counts it.
      const isPrepared = plan.steps.some(({ kind }) => kind === 'prepare')
      expect({ title, ...after }).toEqual({ title, ...before, ...(isPrepared ? { columns: after.columns } : {}) })
      expect(registry.running(tenantId)?.lock.entries ?? [], title).toEqual((await fixture.registry.getLock(tenantId)).entries)
      expect(operation.steps.filter(({ title: it }) => it === 'write the lock').map(({ status }) => status), title).not.toEqual(['succeeded'])
      // Nothing of it stands in the way of doing it.
      expect(await fixture.registry.apply(plan.id, dana), title).toMatchObject({ status: 'succeeded' })
    }
  })

  test('only in that nobody hears of its commit is recorded as what it is: done', async () => {
    const { tenantId, before, operation } = await failAt(move, 'the answer of the commit', { at: 'answer of the commit' })
    expect({ met: parts.wasMet(), status: operation.status, problem: operation.problem }).toEqual({ met: true, status: 'succeeded', problem: null })
    expect(await stateOf(fixture, tenantId)).not.toEqual(before)
    expect(registry.running(tenantId)?.lock).toEqual(await fixture.registry.getLock(tenantId))
  })
})
