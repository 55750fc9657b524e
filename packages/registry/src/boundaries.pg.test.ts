import { boundaryChoice, chooseBoundaries } from '@tenon/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyInChild } from '../test/apply-in-child.ts'
import { movesToTry, packModulesToTry, stateOf } from '../test/moves-to-try.ts'
import type { MoveToTry } from '../test/moves-to-try.ts'
import { dana, openRegistryFixture } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'

/**
 * Boundaries are what a move tells that nobody kills: every beginning and end of a step of its plan, and every phase of the
 * operation around them. All of them run in `npm run nightly:boundaries`. In `npm test` run the first, the last, those
 * around the commit, and of the others one in eight, by the seed in the titles: `TENON_BOUNDARIES=<seed>` runs the same again.
 */
const choice = boundaryChoice(process.env['TENON_BOUNDARIES'])
const chosen = choice === 'all' ? 'every boundary' : `the boundaries of seed ${choice}`
const aroundCommit = ['held', 'ready to commit', 'committed']

let fixture: RegistryFixture

beforeAll(async () => {
  fixture = await openRegistryFixture(await packModulesToTry())
})
afterAll(() => fixture.close())

async function planned(move: MoveToTry, tenantId: string) {
  await fixture.registry.createTenant({ id: tenantId, name: tenantId, organizationId: 'umbrella' })
  const plan = await move.plan(fixture, tenantId)
  return { plan, before: await stateOf(fixture, tenantId) }
}

/** How the last operation ended, once somebody has noticed. */
async function endOf(tenantId: string): Promise<string | undefined> {
  const status = async () => (await fixture.registry.status(tenantId))[0]?.lastOperation?.status
  await expect.poll(status, { timeout: 20_000 }).not.toBe('running')
  return status()
}

test.each(movesToTry.map((move, index) => ({ ...move, index })))(`$name killed at any boundary is all old or all new, and says which (${chosen})`, { timeout: 900_000 }, async (move) => {
  const prefix = `move-${move.index}`
  const unharmed = await planned(move, `${prefix}-unharmed`)
  const { signal, boundaries } = await applyInChild(fixture, unharmed.plan.id, null)
  expect(signal).toBeNull()
  expect(boundaries).toEqual(expect.arrayContaining(['journaled', 'fetched', 'prepared', 'held', 'ready to commit', 'committed', 'switched']))
  expect(boundaries.length).toBeGreaterThan(unharmed.plan.steps.length)
  const moved = await stateOf(fixture, `${prefix}-unharmed`)
  const always = boundaries.flatMap((title, boundary) => (aroundCommit.includes(title) ? [boundary] : []))
  for (const dieAt of chooseBoundaries({ total: boundaries.length, always, oneIn: 8, choice })) {
    const tenantId = `${prefix}-at-${dieAt}`
    const where = `${dieAt}: ${boundaries[dieAt]}`
    const { plan, before } = await planned(move, tenantId)
    expect(await applyInChild(fixture, plan.id, dieAt), where).toMatchObject({ signal: 'SIGKILL' })
    const end = await endOf(tenantId)
    const isNew = dieAt >= boundaries.indexOf('committed')
    const after = await stateOf(fixture, tenantId)
    expect({ where, end, ...after, columns: [] }).toEqual({ where, end: isNew ? 'succeeded' : 'interrupted', ...(isNew ? moved : before), columns: [] })
    const isPrepared = plan.steps.some(({ kind }) => kind === 'prepare')
    if (isNew || !isPrepared) expect({ where, columns: after.columns }).toEqual({ where, columns: (isNew ? moved : before).columns })
    if (!isNew) expect(await fixture.registry.apply(plan.id, dana), where).toMatchObject({ status: 'succeeded' })
    expect(await stateOf(fixture, tenantId), where).toEqual(moved)
  }
})
