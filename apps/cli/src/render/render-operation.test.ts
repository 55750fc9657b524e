import { nothingPreserved } from '@tenon/model'
import { describe, expect, it } from 'vitest'
import { operationOf, rollBackPlan, upgradePlan } from '../../test/plan-fixtures.ts'
import { plain } from './paint.ts'
import { renderOperation } from './render-operation.ts'
import { renderProblem } from './render-problem.ts'

const problem = {
  code: 'MIGRATION_FAILED', category: 'precondition', title: 'prisma/migrations/0004_add_units/migration.sql, line 12: column "unit" already exists (42701).',
  next: 'The tenant is as it was. Correct the migration and publish a new version.', details: {},
} as const

describe('an operation on a terminal', () => {
  it('says what moved and how to go back', () => {
    expect(renderOperation(operationOf(upgradePlan), upgradePlan).page(plain)).toMatchInlineSnapshot(`
      "acme   inventory 1.2.0 -> 2.0.0   0.4 s
        1 permission added
        way back: tenon rollback acme inventory --reason "..."; 1 contract step waits for finalize"
    `)
  })

  it('says of a roll back what was kept, set aside and withdrawn', () => {
    const operation = operationOf(rollBackPlan, { preserved: { ...nothingPreserved, setAside: { 'movement.quantity_exact': 12, unit: 3 } } })
    expect(renderOperation(operation, rollBackPlan).page(plain)).toMatchInlineSnapshot(`
      "acme   inventory 2.0.0 -> 1.2.0   0.4 s
        12 values of movement.quantity_exact set aside, put back on the next upgrade
        3 rows of unit set aside, put back on the next upgrade
        settings revision 41 -> 40
        1 permission withdrawn"
    `)
  })

  it('says of values put back, and of those whose row changed since', () => {
    const operation = operationOf(upgradePlan, { preserved: { setAside: {}, putBack: { 'movement.quantity_exact': 11 }, superseded: { 'movement.quantity_exact': 1 } } })
    expect(renderOperation(operation, upgradePlan).page(plain)).toMatchInlineSnapshot(`
      "acme   inventory 1.2.0 -> 2.0.0   0.4 s
        11 values of movement.quantity_exact put back
        1 value of movement.quantity_exact not put back because the row changed since; still set aside
        1 permission added
        way back: tenon rollback acme inventory --reason "..."; 1 contract step waits for finalize"
    `)
  })

  it('shows each step of a failed one, and leaves the problem to standard error', () => {
    const steps = [
      { title: 'fetch inventory 2.0.0', status: 'succeeded', durationMs: 4, notes: [] },
      { title: 'expand inventory 0004_add_units', status: 'failed', durationMs: 310, notes: [] },
      { title: 'write the lock', status: 'not-run', durationMs: null, notes: [] },
    ] as const
    const report = renderOperation(operationOf(upgradePlan, { status: 'failed', steps, problem }), upgradePlan)
    expect(report.problem).toEqual(problem)
    expect(report.page(plain)).toMatchInlineSnapshot(`
      "acme   inventory 1.2.0 -> 2.0.0   FAILED, the tenant is as it was
        fetch inventory 2.0.0             succeeded   4 ms
        expand inventory 0004_add_units   failed      0.3 s
        write the lock                    not-run"
    `)
  })
})

describe('an operation that was cut short', () => {
  it('needs a person', () => {
    const report = renderOperation(operationOf(upgradePlan, { status: 'interrupted', finishedAt: null }), upgradePlan)
    expect(report.problem).toMatchObject({ code: 'OPERATION_UNFINISHED', category: 'precondition' })
    expect(report.page(plain)).toBe('acme   inventory 1.2.0 -> 2.0.0   INTERRUPTED, the host stopped in the middle')
  })
})

describe('an operation in a pipe', () => {
  it('is one line', () => {
    expect(renderOperation(operationOf(upgradePlan), upgradePlan).lines).toEqual(['acme  inventory 1.2.0 -> 2.0.0  succeeded  0.4 s  o_3b1d'])
  })
})

describe('a problem', () => {
  it('is its code, what happened, and what to do next', () => {
    expect(renderProblem(problem, plain)).toMatchInlineSnapshot(`
      "MIGRATION_FAILED  prisma/migrations/0004_add_units/migration.sql, line 12: column "unit" already exists (42701).
        Next: The tenant is as it was. Correct the migration and publish a new version."
    `)
  })

  it('of a plan that cannot be shows what stands against what, and the ways out', () => {
    const pin = { kind: 'pin', module: 'inventory', range: '~1.2', owner: 'dana', reason: 'audit season', expiresAt: '2027-03-01T00:00:00.000Z', expired: false }
    const requires = { kind: 'requires', module: 'analytics', versions: ['2.0.0'], interface: 'stock', range: '^2', optional: false }
    const provides = { kind: 'provides', module: 'inventory', versions: ['1.2.0', '1.2.1', '1.2.2', '1.2.3'], interface: 'stock', interfaceVersions: ['1.4'] }
    const move = { kind: 'move-along', module: 'inventory', range: '^2.0' }
    const details = {
      tenant: 'acme', sentences: ['...', 'The catalog has no module "stocks".'],
      issues: [
        { kind: 'interface-missing', module: 'analytics', constraints: [{ kind: 'asked', module: 'analytics', range: '2.0.0' }, pin, requires, provides] },
        { kind: 'module-unknown', module: 'stocks', constraints: [{ kind: 'asked', module: 'stocks', range: '*' }] },
      ],
      fixes: [
        { kind: 'ask', changes: [{ kind: 'ask', module: 'analytics', range: '^1.9' }], moves: [], note: '1.9.3 works with stock@1.4' },
        { kind: 'pin', changes: [{ kind: 'pin', module: 'inventory', range: '^2.0', owner: 'dana' }, move], moves: [], note: 'ask dana; 2.0.0 provides stock@2.0' },
      ],
    }
    expect(renderProblem({ code: 'PLAN_CONFLICT', category: 'conflict', title: '...', next: 'Ask dana.', details }, plain)).toMatchInlineSnapshot(`
      "PLAN_CONFLICT  acme cannot have analytics 2.0.0. These three cannot hold together with it:
        pin        inventory ~1.2    dana, until 2027-03-01, "audit season"
        requires   analytics 2.0.0   needs stock@^2
        provides   inventory 1.2.x   stock@1.4
      The catalog has no module "stocks".
      Ways out, each checked:
        a   analytics ^1.9       1.9.3 works with stock@1.4
        b   pin inventory ^2.0   ask dana; 2.0.0 provides stock@2.0
        Next: Ask dana."
    `)
  })
})
