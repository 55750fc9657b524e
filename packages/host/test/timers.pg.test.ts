import type { TimerEntry } from '@tenon/model'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { dana, openWorkHosts } from './open-work-hosts.ts'
import type { WorkHosts } from './open-work-hosts.ts'
import { packWorkModules } from './work-modules.ts'

const timersOf = (version: string): readonly TimerEntry[] => [{ name: 'nap', minutes: version === '2.0.0' ? 30 : 10 }, ...(version === '1.0.0' ? [{ name: 'bad-dream', cron: '*/5 * * * *' }] : [])]
const tenants = ['acme', 'globex', 'initech']
const minuteMs = 60_000
let hosts: WorkHosts

beforeAll(async () => {
  hosts = await openWorkHosts(await packWorkModules(timersOf))
  for (const tenant of tenants) await hosts.move(tenant, 'ear', '1.0.0')
  await hosts.host.start()
  await (await hosts.openAnother()).host.start()
})
afterAll(() => hosts.close())

const naps = async (tenant: string) => (await hosts.stamps(tenant)).filter(({ what }) => what === 'nap')
const timer = async (tenant: string, name: string) => (await hosts.registry.listTimers(tenant)).find((it) => it.name === name)
const untilNext = (tenant: string, name: string, at: number) => vi.waitFor(async () => expect((await timer(tenant, name))?.nextRunAt).toBe(new Date(at).toISOString()), { timeout: 10_000 })

test('each timer runs once for each due time over all hosts, and missed runs are one', async () => {
  const start = hosts.clock.now()
  for (const tenant of tenants) await untilNext(tenant, 'nap', start + 10 * minuteMs)
  for (let round = 1; round <= 5; round += 1) {
    hosts.clock.advance(10 * minuteMs)
    for (const tenant of tenants) await untilNext(tenant, 'nap', start + (round + 1) * 10 * minuteMs)
  }
  hosts.clock.advance(95 * minuteMs)
  for (const tenant of tenants) await untilNext(tenant, 'nap', start + 155 * minuteMs)
  for (const tenant of tenants) expect((await naps(tenant)).map(({ version }) => version)).toEqual(Array.from({ length: 6 }, () => '1.0.0'))
})

test('a timer that fails runs again at its next time, and asks for attention after three failures in a row', async () => {
  await vi.waitFor(async () => {
    hosts.clock.advance(5 * minuteMs)
    expect((await timer('acme', 'bad-dream'))?.failures).toBeGreaterThanOrEqual(3)
  }, { timeout: 20_000, interval: 300 })
  const [status] = await hosts.registry.status('acme')
  expect(status?.attention.join(' ')).toMatch(/The timer bad-dream of ear failed \d+ times in a row: TypeError: cannot sleep\./)
})

test('the timers of a new version replace those of the old one at the switch, and come back with a roll back', async () => {
  await hosts.move('globex', 'ear', '2.0.0')
  await vi.waitFor(async () => expect(await hosts.registry.listTimers('globex')).toMatchObject([{ name: 'nap', nextRunAt: expect.any(String) as string }]), { timeout: 10_000 })
  const next = Date.parse((await timer('globex', 'nap'))?.nextRunAt ?? '')
  const before = (await naps('globex')).length
  expect(next - Date.parse((await timer('globex', 'nap'))?.lastRunAt ?? '')).toBe(30 * minuteMs)
  hosts.clock.set(next)
  await vi.waitFor(async () => expect((await naps('globex')).length).toBe(before + 1), { timeout: 10_000 })
  expect((await naps('globex')).at(-1)?.version).toBe('2.0.0')
  const back = await hosts.registry.plan({ kind: 'roll-back', tenantId: 'globex', module: 'ear' }, dana)
  expect((await hosts.registry.apply(back.id, dana)).status).toBe('succeeded')
  expect((await hosts.registry.listTimers('globex')).map(({ name }) => name)).toEqual(['bad-dream', 'nap'])
})

test('a run that was under way in a host that died is run again', async () => {
  const before = (await naps('initech')).length
  await hosts.database.query("update tenon.timer set claimed_by = 'work_gone', next_run_at = to_timestamp($1) where tenant_id = 'initech' and name = 'nap'", [hosts.clock.now() / 1_000])
  await vi.waitFor(async () => expect((await naps('initech')).length).toBe(before + 1), { timeout: 10_000 })
})
