import { requiredDataVersion } from '@tenon/model'
import type { LedgerEntry, LockEntry, LockRevision, MigrationPhase } from '@tenon/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, ledgerOf, migrationsOf, moduleVersion, revisionOf, withManifest } from '../test/module-history.ts'
import { describeStep } from './describe-step.ts'
import { changedFacts, fingerprintFacts } from './fingerprint-facts.ts'
import type { ModuleFacts } from './module-facts.ts'
import { planMoves } from './plan-moves.ts'
import type { PlanBody } from './plan-moves.ts'
import { wayBackOf } from './way-back.ts'

const history: readonly MigrationPhase[] = ['expand', 'expand', 'backfill', 'contract']
const v1 = moduleVersion('inventory', '1.0.0', history.slice(0, 1))
const v2 = moduleVersion('inventory', '2.0.0', history)
const base = revisionOf(3, [entryOf(v1, { dataVersion: 1 })])
const upgrade: ModuleFacts = { kind: 'upgrade', module: 'inventory', from: entryOf(v1, { dataVersion: 1, settingsRevision: 7 }), fromManifest: v1.manifest, to: v2, migrations: migrationsOf(history), ledger: ledgerOf(migrationsOf(history.slice(0, 1))), why: 'asked for 2.0.0' }
const rollBack: ModuleFacts = { kind: 'roll-back', module: 'inventory', from: entryOf(v2, { dataVersion: 3 }), fromManifest: v2.manifest, to: v1, back: entryOf(v1, { dataVersion: 1 }), ledger: ledgerOf(migrationsOf(history.slice(0, 3))), why: 'roll back' }
const finalize: ModuleFacts = { kind: 'finalize', module: 'inventory', from: entryOf(v2, { dataVersion: 3 }), to: v2, migrations: migrationsOf(history), ledger: ledgerOf(migrationsOf(history.slice(0, 3))), why: 'finalize' }

function bodyOf(modules: readonly ModuleFacts[]): PlanBody {
  const planning = planMoves({ base, modules, standing: [], holdBudgetMs: 50 })
  if (planning.kind === 'refused') return expect.fail(JSON.stringify(planning.issues))
  return planning.body
}

function issuesOf(modules: readonly ModuleFacts[]) {
  const planning = planMoves({ base, modules, standing: [], holdBudgetMs: 50 })
  return planning.kind === 'refused' ? planning.issues : []
}

const titlesOf = (modules: readonly ModuleFacts[]) => bodyOf(modules).steps.map(describeStep)

describe('what runs ahead of a move', () => {
  const runs = ['transaction', 'transaction', 'batches', 'outside', 'transaction'] as const
  const phases: readonly MigrationPhase[] = ['expand', 'expand', 'backfill', 'expand', 'expand']
  const migrations = migrationsOf(phases).map((migration, index) => ({ ...migration, run: runs[index] ?? 'transaction' }))
  const to = moduleVersion('inventory', '2.0.0', phases)
  const long: ModuleFacts = { kind: 'upgrade', module: 'inventory', from: entryOf(v1, { dataVersion: 1 }), fromManifest: v1.manifest, to, migrations, ledger: ledgerOf(migrations.slice(0, 1)), why: 'asked for 2.0.0' }
  const preparedTo = (count: number) => [...ledgerOf(migrations.slice(0, 1)), ...ledgerOf(migrations.slice(1, count)).map((entry) => ({ ...entry, prepared: true }))]

  test('is everything up to the last migration that cannot run inside it, before any request is held', () => {
    expect(titlesOf([long])).toEqual([
      'fetch inventory 2.0.0', 'prepare inventory 0002_expand_step', 'prepare inventory 0003_backfill_step', 'prepare inventory 0004_expand_step',
      'hold requests of inventory', 'expand inventory 0005_expand_step', 'write the lock', 'switch inventory',
    ])
  })

  test('makes no other plan once it is done, only says so', () => {
    const ahead = { ...long, ledger: preparedTo(3) }
    expect(titlesOf([ahead])).toEqual(titlesOf([long]))
    expect(bodyOf([ahead]).steps.flatMap((step) => (step.kind === 'prepare' ? [step.done] : []))).toEqual([true, true, false])
    expect(bodyOf([ahead]).moves).toEqual(bodyOf([long]).moves)
    expect(fingerprintFacts(base, [ahead], null)).toEqual(fingerprintFacts(base, [long], null))
  })

  test('stands in the way of any other move', () => {
    const elsewhere: ModuleFacts = { ...long, to: moduleVersion('inventory', '1.1.0', phases.slice(0, 2)), migrations: migrations.slice(0, 2), ledger: preparedTo(4) }
    expect(issuesOf([elsewhere])).toEqual([{ kind: 'prepared-otherwise', module: 'inventory', migrations: ['0003_backfill_step', '0004_expand_step'] }])
    expect(issuesOf([{ ...finalize, ledger: ledgerOf(migrationsOf(history.slice(0, 3))).map((entry, index) => ({ ...entry, prepared: index === 2 })) }]))
      .toEqual([{ kind: 'prepared-otherwise', module: 'inventory', migrations: ['0003_backfill_step'] }])
  })
})

describe('planMoves', () => {
  test('upgrades in order, leaves contracts for finalize and keeps the settings revision', () => {
    const body = bodyOf([upgrade])
    expect(body.steps.map(describeStep)).toEqual(['fetch inventory 2.0.0', 'hold requests of inventory', 'expand inventory 0002_expand_step', 'backfill inventory 0003_backfill_step', 'write the lock', 'switch inventory'])
    expect(body.moves[0]?.to).toMatchObject({ version: '2.0.0', dataVersion: 3, finalized: false, settingsRevision: 7 })
    expect(body).toMatchObject({ reversible: true, contractsLeft: ['0004_contract_step'] })
  })

  test('holds whoever may call into what moves', () => {
    const provider = { ...upgrade, to: withManifest(v2, { provides: [{ name: 'stock', version: '2.0' }] }) }
    const user = { name: 'performance', provides: [], requires: [{ name: 'stock', range: '^2', optional: true }] }
    const planning = planMoves({ base, modules: [provider], standing: [user, { ...user, name: 'config', requires: [] }], holdBudgetMs: 50 })
    expect(planning.kind === 'planned' && planning.body.steps.filter(({ kind }) => kind === 'hold')).toEqual([{ kind: 'hold', module: 'inventory', budgetMs: 50 }, { kind: 'hold', module: 'performance', budgetMs: 50 }])
  })

  test('rolls back newest first with the SQL of the ledger', () => {
    const downs = bodyOf([rollBack]).steps.filter((step) => step.kind === 'migrate-down')
    expect(downs.map(({ sql }) => sql)).toEqual(['-- down 0003_backfill_step', '-- down 0002_expand_step'])
    expect(bodyOf([rollBack]).moves[0]?.to).toEqual(rollBack.back)
  })

  test('finalizes with the contracts, closes the way back and fetches nothing', () => {
    expect(titlesOf([finalize])).toEqual(['hold requests of inventory', 'contract inventory 0004_contract_step', 'write the lock'])
    expect(bodyOf([finalize])).toMatchObject({ reversible: false, contractsLeft: [] })
    expect(bodyOf([finalize]).moves[0]?.to).toMatchObject({ dataVersion: 4, finalized: true })
  })

  test('refuses to go back over what was finalized and names it', () => {
    const issues = issuesOf([{ ...rollBack, ledger: ledgerOf(migrationsOf(history)) }])
    expect(issues).toEqual([{ kind: 'no-way-back', module: 'inventory', to: '1.0.0', migrations: ['0004_contract_step'] }])
  })

  test('refuses to go up over data that was migrated with other SQL', () => {
    const ledger = upgrade.ledger.map((entry) => ({ ...entry, checksum: 'another' }))
    expect(issuesOf([{ ...upgrade, ledger }])).toEqual([{ kind: 'ledger-differs', module: 'inventory', migrations: ['0001_expand_step'] }])
  })

  test('says that an irreversible migration has no way back', () => {
    const phases: readonly MigrationPhase[] = ['expand', 'irreversible']
    const to = moduleVersion('inventory', '2.0.0', phases)
    expect(bodyOf([{ ...upgrade, to, migrations: migrationsOf(phases) }]).reversible).toBe(false)
  })

  test('does not hold requests for a version without SQL of its own', () => {
    const to = moduleVersion('inventory', '1.0.1', history.slice(0, 1))
    expect(titlesOf([{ ...upgrade, to, migrations: migrationsOf(history.slice(0, 1)) }])).toEqual(['fetch inventory 1.0.1', 'write the lock', 'switch inventory'])
  })

  test('moves providers before their users going up and the other way round going down', () => {
    const provider = withManifest(moduleVersion('zeta', '2.0.0', history.slice(0, 1)), { provides: [{ name: 'stock', version: '2.0' }] })
    const user = withManifest(moduleVersion('alpha', '2.0.0', history.slice(0, 1)), { requires: [{ name: 'stock', range: '^2', optional: false }] })
    const install = (to: typeof provider): ModuleFacts => ({ kind: 'install', module: to.module, to, migrations: migrationsOf(history.slice(0, 1)), ledger: [], why: 'asked for *' })
    const back = (to: typeof provider): ModuleFacts => ({ ...rollBack, module: to.module, to, from: entryOf(to), fromManifest: to.manifest, back: entryOf(to), ledger: [] })
    expect(bodyOf([install(user), install(provider)]).moves.map(({ module }) => module)).toEqual(['zeta', 'alpha'])
    expect(bodyOf([back(user), back(provider)]).moves.map(({ module }) => module)).toEqual(['alpha', 'zeta'])
    expect(JSON.stringify(bodyOf([install(user), install(provider)]))).toBe(JSON.stringify(bodyOf([install(provider), install(user)])))
  })

  test('tells what changes for callers', () => {
    const from = { ...v1.manifest, routes: [{ method: 'GET', path: '/v1/items', permission: 'p' }], permissions: [{ name: 'inventory:item:read', description: '' }], settings: { properties: { allowNegativeStock: {} } } }
    const to = { ...v2, manifest: { ...v2.manifest, routes: [{ method: 'GET', path: '/v2/items', permission: 'p' }], permissions: from.permissions, settings: { properties: { allowNegativeStock: {}, defaultUnit: {} } }, events: [{ name: 'inventory.stock.low', description: '', payload: {} }] } }
    expect(bodyOf([{ ...upgrade, fromManifest: from, to }]).deltas).toEqual([{ module: 'inventory', changes: [
      { subject: 'setting', change: 'added', name: 'defaultUnit', detail: '' },
      { subject: 'route', change: 'added', name: 'GET /v2/items', detail: '' },
      { subject: 'route', change: 'removed', name: 'GET /v1/items', detail: '' },
      { subject: 'event', change: 'added', name: 'inventory.stock.low', detail: '' },
    ] }])
  })

  test('names the fact that changed since', () => {
    const before = fingerprintFacts(base, [upgrade], null)
    expect(changedFacts(before, before)).toEqual([])
    expect(changedFacts(before, fingerprintFacts({ ...base, revision: 4 }, [{ ...upgrade, ledger: [] }], null))).toEqual(['the data of inventory', 'the lock'])
    expect(changedFacts(before, fingerprintFacts(base, [{ ...upgrade, to: { ...v2, status: 'yanked' } }], null))).toEqual(['the catalog entry inventory 2.0.0'])
    expect(changedFacts(before, fingerprintFacts(base, [upgrade], { pins: [], channels: { all: 'stable', modules: { inventory: 'beta', other: 'beta' } } }))).toEqual(['the channel of inventory'])
  })
})

type Act = 'up' | 'back' | 'finalize'
interface World { readonly ledger: readonly LedgerEntry[]; readonly revisions: readonly LockRevision[]; readonly ledgerAt: ReadonlyMap<string, readonly string[]> }

const phase = fc.constantFrom<MigrationPhase>('expand', 'expand', 'backfill', 'contract', 'irreversible')
const walk = fc.record({ phases: fc.array(phase, { minLength: 4, maxLength: 8 }), acts: fc.array(fc.constantFrom<Act>('up', 'up', 'back', 'finalize'), { maxLength: 14 }) })

/** The slow reference: runs the steps of a plan on a ledger, one by one. */
function runSteps(ledger: readonly LedgerEntry[], body: PlanBody, phases: readonly MigrationPhase[]): readonly LedgerEntry[] {
  const shipped = ledgerOf(migrationsOf(phases))
  return body.steps.reduce((entries, step) => {
    if (step.kind === 'migrate-up' || step.kind === 'contract') return [...entries, ...shipped.filter(({ name }) => name === step.migration)]
    return step.kind === 'migrate-down' ? entries.filter(({ name }) => name !== step.migration) : entries
  }, ledger)
}

function factsOf(act: Act, phases: readonly MigrationPhase[], { ledger, revisions }: World): ModuleFacts | null {
  const [from, back] = wayBackOf(revisions, 'inventory')
  const version = (count: number) => moduleVersion('inventory', `${count}.0.0`, phases.slice(0, count))
  const common = { module: 'inventory', ledger, why: act }
  if (from === undefined) return act === 'up' ? { ...common, kind: 'install', to: version(1), migrations: migrationsOf(phases.slice(0, 1)) } : null
  const count = Number(from.version.split('.')[0])
  if (act === 'finalize') return { ...common, kind: 'finalize', from, to: version(count), migrations: migrationsOf(phases.slice(0, count)) }
  if (act === 'back') return back === undefined ? null : { ...common, kind: 'roll-back', from, fromManifest: version(count).manifest, to: version(Number(back.version.split('.')[0])), back }
  if (count === phases.length) return null
  return { ...common, kind: 'upgrade', from, fromManifest: version(count).manifest, to: version(count + 1), migrations: migrationsOf(phases.slice(0, count + 1)) }
}

function step(world: World, act: Act, phases: readonly MigrationPhase[]): World {
  const facts = factsOf(act, phases, world)
  const planning = facts === null ? null : planMoves({ base: world.revisions.at(-1) ?? revisionOf(0, []), modules: [facts], standing: [], holdBudgetMs: 0 })
  if (planning === null || planning.kind === 'refused') return world
  const ledger = runSteps(world.ledger, planning.body, phases)
  const to = planning.body.moves[0]?.to as LockEntry
  return { ledger, revisions: [...world.revisions, revisionOf(world.revisions.length + 1, [to])], ledgerAt: new Map(world.ledgerAt).set(`${to.version} ${to.finalized}`, ledger.map(({ name }) => name).toSorted()) }
}

describe('any walk up, back and to finalize', () => {
  test('keeps the lock entry and the ledger in step', () => {
    fc.assert(fc.property(walk, ({ phases, acts }) => {
      acts.reduce((world, act) => {
        const after = step(world, act, phases)
        const entry = after.revisions.at(-1)?.entries[0]
        const needed = requiredDataVersion(moduleVersion('inventory', '1.0.0', phases.slice(0, Number(entry?.version.split('.')[0] ?? 0))).manifest)
        expect(Math.max(0, ...after.ledger.map(({ dataVersion }) => dataVersion))).toBe(entry?.dataVersion ?? 0)
        expect(entry?.dataVersion ?? 0).toBeGreaterThanOrEqual(needed)
        return after
      }, { ledger: [], revisions: [], ledgerAt: new Map() } as World)
    }), { numRuns: 1_000 })
  })

  test('a roll back brings back exactly the ledger the older version had', () => {
    fc.assert(fc.property(walk, ({ phases, acts }) => {
      acts.reduce((world, act) => {
        const after = step(world, act, phases)
        const entry = after.revisions.at(-1)?.entries[0]
        if (act === 'back' && after !== world && entry !== undefined) expect(after.ledger.map(({ name }) => name).toSorted()).toEqual(world.ledgerAt.get(`${entry.version} ${entry.finalized}`))
        return after
      }, { ledger: [], revisions: [], ledgerAt: new Map() } as World)
    }), { numRuns: 1_000 })
  })
})
