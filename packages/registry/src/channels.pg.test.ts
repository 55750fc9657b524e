import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dana, moveTo, openRegistryFixture, packSamples } from '../test/registry-fixture.ts'
import type { RegistryFixture } from '../test/registry-fixture.ts'

let fixture: RegistryFixture

beforeAll(async () => { fixture = await openRegistryFixture(await packSamples()) })
afterAll(() => fixture.close())

const set = (module: string | null, channel: 'stable' | 'beta' | null) => fixture.registry.setChannel({ tenantId: 'acme', channel, ...(module === null ? {} : { module }), ...dana })
const historyRows = async () => (await fixture.database.query('select module, channel, actor, reason from tenon.channel_history order by position')).rows

describe('the channel of a tenant', () => {
  test('is stable until somebody says otherwise, in all or for a module', async () => {
    expect(await fixture.registry.getChannels('acme')).toEqual({ all: 'stable', modules: {} })
    expect(await set('sample', 'beta')).toEqual({ all: 'stable', modules: { sample: 'beta' } })
    expect(await set(null, 'beta')).toEqual({ all: 'beta', modules: { sample: 'beta' } })
    expect(await set('sample', null)).toEqual({ all: 'beta', modules: {} })
    expect(await set(null, null)).toEqual({ all: 'stable', modules: {} })
    expect((await fixture.registry.status('acme'))[0]?.channels).toEqual({ all: 'stable', modules: {} })
  })

  test('keeps who and why of every change, writes none that changes nothing, and no row can be changed', async () => {
    const before = await historyRows()
    expect(before.slice(0, 2)).toEqual([{ module: 'sample', channel: 'beta', ...dana }, { module: '*', channel: 'beta', ...dana }])
    await set(null, 'stable')
    await set('sample', null)
    expect(await historyRows()).toEqual(before)
    await expect(fixture.database.query("update tenon.channel_history set channel = 'stable'")).rejects.toMatchObject({ code: expect.stringMatching(/.+/) as string })
  })

  test('is part of what a plan rests on, and moves nobody', async () => {
    await moveTo(fixture.registry, '1.0.0')
    const lock = await fixture.registry.getLock('acme')
    const plan = await fixture.registry.plan({ kind: 'move', tenantId: 'acme', targets: { sample: '1.1.0' } }, dana)
    await set('sample', 'beta')
    expect(await fixture.registry.getLock('acme')).toEqual(lock)
    await expect(fixture.registry.apply(plan.id, dana)).rejects.toMatchObject({ code: 'PLAN_STALE', problem: { details: { changed: ['the channel of sample'] } } })
    await set('sample', null)
    expect(await fixture.registry.apply(plan.id, dana)).toMatchObject({ status: 'succeeded' })
  })

  test('belongs to a tenant and a module that could exist', async () => {
    await expect(fixture.registry.setChannel({ tenantId: 'nobody', channel: 'beta', ...dana })).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' })
    await expect(set('No Name', 'beta')).rejects.toMatchObject({ code: 'ID_INVALID' })
    await expect(fixture.registry.getChannels('nobody')).rejects.toMatchObject({ code: 'TENANT_UNKNOWN' })
  })
})

describe('the channel of a version', () => {
  test('is what somebody promoted it to, with who and why, and outlives a reading of the sources', async () => {
    expect((await fixture.registry.getVersion('sample', '2.0.0')).channel).toBeUndefined()
    const lock = await fixture.registry.getLock('acme')
    expect(await fixture.registry.promote({ module: 'sample', version: '2.0.0', channel: 'beta', ...dana })).toMatchObject({ version: '2.0.0', channel: 'beta' })
    await fixture.registry.promote({ module: 'sample', version: '2.0.0', channel: 'beta', ...dana })
    await fixture.registry.refreshCatalog()
    expect(await fixture.registry.getVersion('sample', '2.0.0')).toMatchObject({ channel: 'beta', status: 'available' })
    expect(await fixture.registry.getLock('acme')).toEqual(lock)
    expect((await fixture.database.query('select version, channel, actor, reason from tenon.promotion_history')).rows).toEqual([{ version: '2.0.0', channel: 'beta', ...dana }])
  })

  test('decides with the channel of a tenant what a range means', async () => {
    const plan = () => fixture.registry.plan({ kind: 'move', tenantId: 'acme', targets: { sample: '*' } }, dana)
    await expect(plan()).rejects.toMatchObject({ code: 'PLAN_EMPTY' })
    await set('sample', 'beta')
    expect((await plan()).moves[0]?.to.version).toBe('2.0.0')
    await set('sample', null)
    await fixture.registry.promote({ module: 'sample', version: '2.0.0', channel: 'stable', ...dana })
    expect((await plan()).moves[0]?.to.version).toBe('2.0.0')
  })

  test('needs a version that is known', async () => {
    await expect(fixture.registry.promote({ module: 'sample', version: '9.9.9', channel: 'beta', ...dana })).rejects.toMatchObject({ code: 'VERSION_UNKNOWN' })
  })
})
