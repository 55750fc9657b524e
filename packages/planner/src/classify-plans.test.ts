import { canonicalJson } from '@tenon/model'
import type { Json, LockEntry, MigrationPhase } from '@tenon/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, ledgerOf, migrationsOf, moduleVersion, revisionOf, withManifest } from '../test/module-history.ts'
import { classifyPlans, classNameAt } from './classify-plans.ts'
import type { ClassifiedPlan } from './classify-plans.ts'
import { estimateSteps } from './estimate-steps.ts'
import { fingerprintFacts } from './fingerprint-facts.ts'
import { groupRefusals } from './group-refusals.ts'
import type { ModuleFacts } from './module-facts.ts'
import { planMoves } from './plan-moves.ts'

const history: readonly MigrationPhase[] = ['expand', 'expand', 'backfill', 'contract']
const permissions = ['sample:read', 'sample:write'].map((name) => ({ name, description: name }))
const versions = [1, 2, 3].map((count) => withManifest(moduleVersion('inventory', `${count}.0.0`, history.slice(0, count)), { permissions }))
const target = withManifest(moduleVersion('inventory', '4.0.0', history), { permissions, provides: [{ name: 'stock', version: '4.0' }] })

/** What may differ between tenants that make the same move. */
interface Standing {
  readonly version: number
  readonly settingsRevision: number
  readonly grants: readonly string[]
  readonly why: string
  /** Another module of the tenant uses what moves. */
  readonly used: boolean
  readonly rows: number
}

const standing: fc.Arbitrary<Standing> = fc.record({
  version: fc.nat(2), settingsRevision: fc.nat(3), grants: fc.subarray(permissions.map(({ name }) => name)), why: fc.constantFrom('asked for 4.0.0', 'pin ^4 by dana'),
  used: fc.boolean(), rows: fc.nat(1_000),
})

function planned(tenantId: string, it: Standing): ClassifiedPlan {
  const from = versions[it.version] ?? target
  const count = it.version + 1
  const entry: Partial<LockEntry> = { dataVersion: count, settingsRevision: it.settingsRevision, grants: it.grants }
  const ledger = ledgerOf(migrationsOf(history.slice(0, count)))
  const facts: ModuleFacts = { kind: 'upgrade', module: 'inventory', from: entryOf(from, entry), fromManifest: from.manifest, to: target, migrations: migrationsOf(history), ledger, why: it.why }
  const base = { ...revisionOf(3, [facts.from]), tenantId }
  const user = { name: 'orders', provides: [], requires: [{ name: 'stock', range: '*', optional: false }] }
  const planning = planMoves({ base, modules: [facts], standing: it.used ? [user] : [], holdBudgetMs: 50 })
  if (planning.kind === 'refused') return expect.fail(JSON.stringify(planning.issues))
  const counts = new Map([['inventory', new Map([['item', it.rows]])]])
  return {
    plan: { ...planning.body, id: `p_${tenantId}`, estimate: estimateSteps({ steps: planning.body.steps, counts, rehearsals: [], samples: [] }) },
    ledgers: fingerprintFacts(base, [facts], null)['the data of inventory'] ?? null,
  }
}

const json = (value: unknown) => canonicalJson(value as Json)
const fleet = fc.array(standing, { minLength: 1, maxLength: 25 }).map((all) => all.map((it, index) => planned(`t-${index}`, it)))

describe('classes of plans', () => {
  test('hold tenants with identical SQL, changes for callers, permissions that are off and ledgers; tenants of two classes differ in one of them', () => {
    fc.assert(fc.property(fleet, (plans) => {
      const classes = classifyPlans(plans)
      const essence = ({ plan, ledgers }: ClassifiedPlan) => json([
        plan.steps, plan.deltas, ledgers, plan.moves.map(({ from, to, permissionsOff }) => [from?.version ?? null, from?.dataVersion ?? null, to.version, to.dataVersion, permissionsOff])])
      const essences = classes.map(({ members }) => new Set(members.map(({ planId }) => essence(plans.find(({ plan }) => plan.id === planId) ?? expect.fail(planId)))))
      for (const own of essences) expect(own.size).toBe(1)
      expect(new Set(essences.flatMap((own) => [...own])).size).toBe(classes.length)
      expect(classes.flatMap(({ members }) => members.map(({ tenantId }) => tenantId)).toSorted()).toEqual(plans.map(({ plan }) => plan.tenantId).toSorted())
    }))
  })

  test('do not depend on the order of tenants', () => {
    fc.assert(fc.property(fleet.chain((plans) => fc.tuple(fc.constant(plans), fc.shuffledSubarray(plans, { minLength: plans.length }))), ([plans, shuffled]) => {
      expect(json(classifyPlans(shuffled))).toBe(json(classifyPlans(plans)))
    }))
  })

  test('stand in order of their size, and a ledger with another text makes one of its own', () => {
    const it: Standing = { version: 0, settingsRevision: 0, grants: [], why: 'asked for 4.0.0', used: false, rows: 4 }
    const odd = { ...planned('t-0', it), ledgers: ['0001_expand_step other'] }
    const classes = classifyPlans([odd, planned('t-2', it), planned('t-1', { ...it, settingsRevision: 2, rows: 7 })])
    expect(classes.map(({ name, members }) => [name, members.map(({ tenantId }) => tenantId)])).toEqual([['A', ['t-1', 't-2']], ['B', ['t-0']]])
    expect(classes[0]?.plan.moves[0]?.from?.settingsRevision).toBe(2)
  })

  test('are named as columns of a sheet are', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(classNameAt)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
  })
})

test('tenants refused for the same reasons stand together, whatever the order of either', () => {
  const refused = (tenantId: string, ...reasons: readonly string[]) => ({ tenantId, code: 'PLAN_CONFLICT', reasons })
  const all = [refused('b', 'one', 'two'), refused('c', 'three'), refused('a', 'two', 'one')]
  const expected = [{ code: 'PLAN_CONFLICT', reasons: ['one', 'two'], tenantIds: ['a', 'b'] }, { code: 'PLAN_CONFLICT', reasons: ['three'], tenantIds: ['c'] }]
  fc.assert(fc.property(fc.shuffledSubarray(all, { minLength: 3 }), (shuffled) => { expect(groupRefusals(shuffled)).toEqual(expected) }))
})
