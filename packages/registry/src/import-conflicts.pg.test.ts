import { packTestModule } from '@tenon/test-kit'
import type { DesiredState } from '@tenon/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dana, moveTo, openRegistryFixture, sampleMigrations } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'

const permissions = ['sample:item:read'].map((name) => ({ name, description: name }))
const settings = { type: 'object', properties: { limit: { type: 'integer', default: 5 } }, additionalProperties: false }
const stock = (version: string) => [{ name: 'stock', version }]
let fixture: RegistryFixture
let registry: RegistryFixture['registry']

beforeAll(async () => {
  fixture = await openRegistryFixture(await Promise.all([
    packTestModule({ version: '1.0.0', provides: stock('1.0'), permissions, settings, migrations: sampleMigrations.slice(0, 1) }),
    packTestModule({ version: '2.0.0', provides: stock('2.0'), permissions: [...permissions, { name: 'sample:item:sell', description: 'Sell.' }], settings: { ...settings, required: ['limit'] }, migrations: sampleMigrations.slice(0, 2) }),
    packTestModule({ name: 'sums', version: '1.0.0', requires: [{ name: 'stock', range: '^1', optional: false }] }),
    packTestModule({ name: 'sums', version: '2.0.0', requires: [{ name: 'stock', range: '^2', optional: false }] }),
  ]))
  registry = fixture.registry
  await registry.createTenant({ id: 'globex', name: 'Globex', organizationId: 'umbrella' })
  for (const tenant of ['acme', 'globex']) await moveTo(registry, '1.0.0', tenant)
})
afterAll(() => fixture.close())

const planOf = (desired: DesiredState) => registry.planImport({ desired, ...dana })
const pin = (range: string) => ({ range, owner: 'lee', reason: 'audit' })

/** Everything that an import could have written. */
async function written(): Promise<unknown> {
  const { rows } = await fixture.database.query<{ counts: string }>(
    `select (select count(*) from tenon.lock_revision) || ' ' || (select count(*) from tenon.pin_history) || ' ' || (select count(*) from tenon.tenant_history)
       || ' ' || (select count(*) from tenon.channel_history) || ' ' || (select count(*) from tenon.import_run) || ' ' || (select count(*) from tenon.plan) as counts`)
  return rows
}

describe('the plan of an import', () => {
  test('shows for every tenant what cannot be, with core and ways out, before anything is written', async () => {
    const before = await written()
    const plan = await planOf({ tenants: {
      acme: { channel: 'beta', modules: { sample: { pin: pin('^1') }, sums: { version: '2.0.0' } } },
      fresh: { organization: 'umbrella', modules: { sample: { version: '2.0.0', settings: { limit: 1 } }, sums: { version: '1.0.0' } } },
      globex: { modules: { sample: { version: '2.0.0', settings: { limit: 3 } }, sums: { version: '2.0.0' } } },
    } })
    expect(plan.conflicts.map(({ tenantId, problem }) => [tenantId, problem.code])).toEqual([['acme', 'PLAN_CONFLICT'], ['fresh', 'PLAN_CONFLICT']])
    const kinds = (index: number) => (plan.conflicts[index]?.problem.details['core'] as readonly { kind: string }[]).map(({ kind }) => kind)
    // The pin is not set yet: it is the file that brings it.
    expect(kinds(0)).toContain('pin')
    expect(kinds(1)).toContain('requires')
    for (const { problem } of plan.conflicts) expect((problem.details['fixes'] as readonly unknown[]).length).toBeGreaterThan(0)
    expect((await registry.getImport(plan.id)).plan).toEqual(plan)
    await expect(registry.applyImport(plan.id, dana)).rejects.toMatchObject({ code: 'IMPORT_CONFLICT', problem: { details: { import: plan.id, conflicts: plan.conflicts } } })
    expect(await written()).toEqual(before)
  })

  test('offers ways out that resolve when the file takes them', async () => {
    const asked = (sums: string): DesiredState => ({ tenants: { fresh: { organization: 'umbrella', modules: { sample: { version: '2.0.0' }, sums: { version: sums } } } } })
    const [conflict] = (await planOf(asked('1.0.0'))).conflicts
    const fixes = conflict?.problem.details['fixes'] as readonly { readonly changes: readonly unknown[] }[]
    expect(JSON.stringify(fixes)).toContain('sums')
    expect((await planOf(asked('2.0.0'))).conflicts).toEqual([])
  })

  test('holds settings and grants against the versions that will run', async () => {
    const sell = ['sample:item:sell']
    const conflicts = async (module: Readonly<Record<string, unknown>>) => (await planOf({ tenants: { globex: { modules: { sample: module } } } })).conflicts.map(({ problem }) => problem.code)
    expect(await conflicts({ settings: { limit: 'many' } })).toEqual(['SETTINGS_INVALID'])
    expect(await conflicts({ grants: sell })).toEqual(['PERMISSION_UNKNOWN'])
    expect(await conflicts({ version: '2.0.0', grants: sell, settings: { limit: 2 } })).toEqual([])
    expect(await conflicts({ version: '2.0.0', grants: ['sample:item:eat'], settings: { size: 2 } })).toEqual(['SETTINGS_INVALID', 'PERMISSION_UNKNOWN'])
    expect((await planOf({ tenants: { globex: { modules: { sums: { settings: { a: 1 } } } } } })).conflicts.map(({ problem }) => problem.code)).toEqual(['MODULE_NOT_INSTALLED'])
  })

  test('is looked at again when it is applied: what came to stand against it since refuses the whole', async () => {
    const plan = await planOf({ tenants: { globex: { name: 'Globex AG', modules: { sample: { version: '2.0.0' } } } } })
    expect(plan.conflicts).toEqual([])
    await registry.noteVersion({ module: 'sample', version: '2.0.0', change: 'yank', ...dana })
    const before = await written()
    await expect(registry.applyImport(plan.id, dana)).rejects.toMatchObject({ code: 'IMPORT_CONFLICT' })
    expect(await written()).toEqual(before)
    await registry.noteVersion({ module: 'sample', version: '2.0.0', change: 'restore', ...dana })
    expect(await registry.applyImport(plan.id, dana)).toMatchObject({ status: 'succeeded' })
  })
})
