import { openDatabase } from '@tenon/database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dana, moveTo, openRegistryFixture, packSamples } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'
import type { ModuleRegistry } from './module-registry.ts'

let fixture: RegistryFixture
let registry: ModuleRegistry

beforeAll(async () => {
  fixture = await openRegistryFixture(await packSamples())
  registry = fixture.registry
})
afterAll(() => fixture.close())

const pin = { tenantId: 'acme', module: 'sample', range: '~1.0', owner: 'dana', reason: 'audit season', actor: 'cli:lee' }
const attention = async () => (await registry.status('acme'))[0]?.attention

describe('pins', () => {
  test('keep owner, reason and expiry, and every change of them', async () => {
    await registry.setPin(pin)
    await registry.setPin({ ...pin, range: '^1', expiresAt: '2026-03-01T00:00:00+01:00' })
    expect(await registry.listPins('acme')).toEqual([{ tenantId: 'acme', module: 'sample', range: '^1', owner: 'dana', reason: 'audit season', expiresAt: '2026-02-28T23:00:00.000Z', createdAt: '2026-01-01T00:00:00.000Z' }])
    await registry.removePin('acme', 'sample', { actor: 'cli:lee', reason: 'audit is over' })
    const { rows } = await fixture.database.query('select change, range, actor, reason from tenon.pin_history order by position')
    expect(rows).toEqual([
      { change: 'set', range: '~1.0', actor: 'cli:lee', reason: 'audit season' },
      { change: 'set', range: '^1', actor: 'cli:lee', reason: 'audit season' },
      { change: 'removed', range: null, actor: 'cli:lee', reason: 'audit is over' },
    ])
  })

  test.each([
    [{ range: 'one point two' }, 'PIN_RANGE_INVALID'],
    [{ tenantId: 'nobody' }, 'TENANT_UNKNOWN'],
    [{ module: 'No Name' }, 'ID_INVALID'],
    [{ expiresAt: 'soon' }, 'INSTANT_INVALID'],
  ])('refuse %o with %s', async (parts, code) => {
    await expect(registry.setPin({ ...pin, ...parts })).rejects.toMatchObject({ code })
  })

  test('that do not exist cannot be removed', async () => {
    await expect(registry.removePin('acme', 'sample', dana)).rejects.toMatchObject({ code: 'PIN_UNKNOWN' })
  })

  test('ask for attention when they expire or are run past, and move nobody', async () => {
    await moveTo(registry, '1.1.0')
    const before = await registry.history('acme')
    await registry.setPin({ ...pin, expiresAt: '2026-01-02T00:00:00Z' })
    expect(await attention()).toEqual(['sample 1.1.0 runs outside its pin ~1.0 (dana).'])
    fixture.clock.set('2026-01-03T00:00:00Z')
    expect(await attention()).toEqual(['The pin ~1.0 on sample expired on 2026-01-02; ask dana.', 'sample 1.1.0 runs outside its pin ~1.0 (dana).'])
    expect(await registry.history('acme')).toEqual(before)
    await registry.removePin('acme', 'sample', dana)
  })

  test('do not stand in the way of a roll back', async () => {
    await moveTo(registry, '2.0.0')
    await registry.setPin({ ...pin, range: '^2' })
    const plan = await registry.plan({ kind: 'roll-back', tenantId: 'acme', module: 'sample' }, dana)
    expect((await registry.apply(plan.id, dana)).status).toBe('succeeded')
    expect((await registry.getLock('acme')).entries[0]?.version).toBe('1.1.0')
  })
})

describe('tenants and organizations', () => {
  test.each([
    [() => registry.createOrganization({ id: 'umbrella', name: 'Again' }), 'ORGANIZATION_EXISTS'],
    [() => registry.createOrganization({ id: 'Not An Id', name: 'No' }), 'ID_INVALID'],
    [() => registry.createTenant({ id: 'acme', name: 'Again', organizationId: 'umbrella' }), 'TENANT_EXISTS'],
    [() => registry.createTenant({ id: 'a--b', name: 'No', organizationId: 'umbrella' }), 'ID_INVALID'],
    [() => registry.createTenant({ id: 'globex', name: 'Globex', organizationId: 'nobody' }), 'ORGANIZATION_UNKNOWN'],
    [() => registry.getTenant('nobody'), 'TENANT_UNKNOWN'],
    [() => registry.status('nobody'), 'TENANT_UNKNOWN'],
    [() => registry.getLock('nobody'), 'TENANT_UNKNOWN'],
    [() => registry.readSettings('acme', 'ghost'), 'MODULE_NOT_INSTALLED'],
    [() => registry.listVersions('ghost'), 'MODULE_UNKNOWN'],
    [() => registry.getVersion('sample', '7.0.0'), 'VERSION_UNKNOWN'],
    [() => registry.getOperation('op_none'), 'OPERATION_UNKNOWN'],
  ])('refuse what does not fit with a code %#', async (attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code })
  })

  test('a new tenant shows at once, with its labels sorted and without modules', async () => {
    const tenant = await registry.createTenant({ id: 'initech', name: 'Initech', organizationId: 'umbrella', clientType: 'enterprise', tags: ['ring:early', 'eu', 'eu'] })
    expect(tenant).toMatchObject({ clientType: 'enterprise', tags: ['eu', 'ring:early'] })
    expect(registry.running('initech')).toMatchObject({ tenant, lock: { revision: 0, entries: [] } })
    expect(await registry.getTenant('initech')).toEqual(tenant)
    expect((await registry.listTenants()).map(({ id }) => id)).toEqual(['acme', 'initech'])
  })
})

describe('the catalog', () => {
  test('lists modules newest first, with how many tenants run each version', async () => {
    const [summary] = await registry.listModules()
    expect(summary).toMatchObject({ name: 'sample', packageName: '@test/sample' })
    expect(summary?.versions.map(({ version, tenants }) => [version, tenants])).toEqual([['2.0.0', 0], ['1.1.0', 1], ['1.0.0', 0]])
  })
})

describe('the outbox', () => {
  const insert = "insert into tenon.outbox (id, module, version, name, payload) values ($1, 'sample', '1.0.0', 'sample.item.added', '{}')"

  /** One statement as a module's request would run it. */
  function asRuntime(tenantId: string, sql: string, values: readonly unknown[] = []) {
    return fixture.database.transaction(async (session) => {
      await session.query("select set_config('tenon.tenant_id', $1, true)", [tenantId])
      await session.query('reset role')
      await session.query('set local role tenon_runtime')
      return session.query(sql, values)
    })
  }

  test('takes rows of the session tenant only, and shows each tenant its own', async () => {
    await asRuntime('acme', insert, ['e1'])
    await asRuntime('acme', insert, ['e2'])
    await asRuntime('initech', insert, ['e3'])
    expect((await registry.listEvents('acme')).map(({ id }) => id)).toEqual(['e2', 'e1'])
    expect((await registry.listEvents('initech', 1)).map(({ id, tenantId }) => [id, tenantId])).toEqual([['e3', 'initech']])
    await expect(asRuntime('acme', "insert into tenon.outbox (tenant_id, id, module, version, name, payload) values ('initech', 'e4', 'm', '1', 'n', '{}')")).rejects.toThrow('row-level security')
  })

  test.each(['select * from tenon.outbox', 'select * from tenon.lock_revision', 'update tenon.tenant set name = id', "delete from tenon.outbox where id = 'e1'"])('the runtime role may not: %s', async (sql) => {
    await expect(asRuntime('acme', sql)).rejects.toThrow('permission denied')
  })
})

test('answers a ping, and says when the database is gone', async () => {
  await expect(registry.ping()).resolves.toBeUndefined()
  const database = await openDatabase({ url: fixture.databaseUrl })
  const away = await fixture.openAnother({ database, catalog: 'cached' })
  await database.close()
  await expect(away.ping()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
})
