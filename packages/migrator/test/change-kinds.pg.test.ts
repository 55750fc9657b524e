import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChangeKind, State } from './change-kinds/change-kind.ts'
import { columnKinds } from './change-kinds/column-kinds.ts'
import { furtherKinds } from './change-kinds/further-kinds.ts'
import { expectedAfter, missingFrom } from './change-kinds/oracle.ts'
import { readState, writeAll, writesTo } from './change-kinds/random-writes.ts'
import type { Write } from './change-kinds/random-writes.ts'
import { tableKinds } from './change-kinds/table-kinds.ts'
import { openFixture } from './fixture.ts'
import type { Fixture, TenantFixture } from './fixture.ts'

/** What a rollback must lose nothing of. */
const twenty = [
  'add a column', 'drop a column', 'rename table and columns', 'split a column', 'merge columns', 'retype a column', 'not null', 'default', 'enum', 'key change',
  'table split', 'table merge', 'new table with rows', 'constraint', 'index', 'trigger', 'view', 'generated column', 'sequence', 'foreign key',
]
const kinds = [...columnKinds, ...tableKinds]
/** How many random cases of each kind, at least: 8, or what TENON_KIND_CASES says. */
const cases = Number(process.env['TENON_KIND_CASES'] ?? 8)
/** The same seed, the same cases: 1, or what TENON_KIND_SEED says. A failure names the seed that it came from. */
const seed = Number(process.env['TENON_KIND_SEED'] ?? 1)

const inOneMove: Stride = (_, to) => [to]
const stepByStep: Stride = (from, to) => Array.from({ length: Math.abs(to - from) }, (_, index) => from + Math.sign(to - from) * (index + 1))
const strides = [inOneMove, stepByStep]

let fixture: Fixture
let draws = 0

beforeAll(async () => { fixture = await openFixture() })
afterAll(() => fixture.close())

describe('up, random writes by the new version, down, random writes by the old, up again', () => {
  test('covers twenty kinds of change', () => {
    expect(kinds.map(({ name }) => name).toSorted()).toEqual(twenty.toSorted())
  })

  test.each([...kinds, ...furtherKinds])('$name: what rests on unchanged rows is back, the rest is what the up makes of them, and no row is lost', { timeout: 15_000 * cases }, async (kind) => {
    const seen = { returned: 0, touched: 0 }
    const before = fc.array(writesTo(kind.oldTables), { minLength: 2, maxLength: 6 })
    const byNew = fc.array(writesTo(kind.newTables), { minLength: 4, maxLength: 10 })
    const byOld = fc.array(writesTo(kind.oldTables), { minLength: 1, maxLength: 4 })
    const way = fc.record({ up: fc.constantFrom(...strides), down: fc.constantFrom(...strides), again: fc.constantFrom(...strides) })
    const roundTrips = fc.asyncProperty(before, byNew, byOld, way, async (...[first, second, third, way]) => {
      const { returned, touched } = await checkRoundTrip(kind, [first, second, third], way)
      seen.returned += returned
      seen.touched += touched
    })
    // Cases in which nothing had to return, or nothing had changed, show nothing: more are drawn until there are both.
    for (let round = 0; seen.returned === 0 || seen.touched === 0; round += 1) await fc.assert(roundTrips, { seed: seed + round, numRuns: cases, endOnFailure: true })
  })
})

/** In how many moves the data goes from one version to another: the versions at which each ends. */
type Stride = (from: number, to: number) => readonly number[]

interface Way {
  readonly up: Stride
  readonly down: Stride
  readonly again: Stride
}

/** One round trip, compared with what should be there. Counts rows that only the stash could bring back, and rows whose basis changed. */
async function checkRoundTrip(kind: ChangeKind, [before, byNew, byOld]: readonly [readonly Write[], readonly Write[], readonly Write[]], way: Way) {
  const newest = kind.change.length + 1
  const tenant = fixture.tenant([{ up: kind.old, down: null }, ...kind.change])
  await tenant.up(1)
  await writeAll(tenant, before)
  for (const to of stopsOf(kind, way.up(1, newest))) await tenant.up(to)
  await writeAll(tenant, byNew)
  const left = await readState(tenant, kind.newTables)
  const drawn = await drawFrom(tenant, kind)
  for (const to of stopsOf(kind, way.down(newest, 1))) await tenant.down(to)
  const rolledBack = await readState(tenant, kind.oldTables)
  await writeAll(tenant, byOld)
  const changed = await readState(tenant, kind.oldTables)
  for (const to of stopsOf(kind, way.again(1, newest))) await tenant.up(to)
  const found = await readState(tenant, kind.newTables)
  const { state, returned, touched } = expectedAfter(kind, { left, rolledBack, changed, made: await upFrom(kind, changed) })
  expect(inOrder(found)).toEqual(inOrder(state))
  expect(await missingFrom(tenant, kind, { left, found })).toEqual([])
  expect(await drawFrom(tenant, kind)).toBeGreaterThan(drawn)
  if (kind.holds !== undefined) expect(await tenant.sql(kind.holds)).toEqual([{ holds: true }])
  return { returned, touched }
}

function stopsOf({ stops }: ChangeKind, versions: readonly number[]): readonly number[] {
  return versions.filter((version) => stops?.includes(version) ?? true)
}

/** What the up alone makes of the old version's rows, in a tenant that never saw a roll back. */
async function upFrom(kind: ChangeKind, old: State): Promise<State> {
  const tenant = fixture.tenant([{ up: kind.old, down: null }, ...kind.change])
  await tenant.up(1)
  await writeAll(tenant, kind.oldTables.flatMap((model) => [...(old[model.table]?.values() ?? [])].map((row) => ({ model, row, kind: 'put' as const }))))
  await tenant.up(kind.change.length + 1)
  return readState(tenant, kind.newTables)
}

/** The next number of the kind's counter; without one, a number higher than the last. */
async function drawFrom(tenant: TenantFixture, { counter }: ChangeKind): Promise<number> {
  if (counter === undefined) return (draws += 1)
  const [row] = await tenant.sql<{ n: string }>('select nextval($1::regclass)::text as n', [counter])
  return Number(row?.n)
}

function inOrder(state: State): unknown {
  return Object.fromEntries(Object.entries(state).map(([table, rows]) => [table, [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1))]))
}
