import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { openWorkHosts } from './open-work-hosts.ts'
import type { WorkHosts } from './open-work-hosts.ts'
import { packWorkModules } from './work-modules.ts'

let hosts: WorkHosts

beforeAll(async () => {
  hosts = await openWorkHosts(await packWorkModules())
  for (const tenant of ['acme', 'globex']) {
    await hosts.move(tenant, 'bell', '1.0.0')
    await hosts.move(tenant, 'ear', '1.0.0')
  }
})
afterAll(() => hosts.close())

test('a host that closes ends the event it is at, takes no further one of its key, and leaves them to others', async () => {
  const gate = join(hosts.directory, 'closing')
  const leaving = await hosts.openAnother()
  await leaving.host.start()
  await hosts.ring('globex', [{ seq: 1, key: 'a', wait: gate }, { seq: 2, key: 'a' }])
  await vi.waitFor(async () => expect(await hosts.stamps('globex')).toMatchObject([{ what: 'began' }]), { timeout: 10_000 })
  const closed = leaving.close()
  await writeFile(gate, '')
  await closed
  expect((await hosts.stamps('globex')).map(({ what, payload }) => `${what} ${payload.seq}`)).toEqual(['began 1', 'heard 1'])
  expect((await hosts.registry.listDeliveries('globex')).map(({ state, attempt }) => [state, attempt])).toEqual([['waiting', 0], ['done', 1]])
})

test('events whose handlers were killed in the middle are handled again, all of them, in order for each key', async () => {
  const gate = join(hosts.directory, 'gate')
  const keys = ['a', 'b', 'c', 'd', 'e', 'f']
  const child = spawn(process.execPath, ['--conditions=tenon-source', fileURLToPath(new URL('work-until-killed.ts', import.meta.url)), hosts.databaseUrl, hosts.directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  await hosts.ring('acme', keys.flatMap((key) => [{ seq: 1, key }, { seq: 2, key, wait: gate }, { seq: 3, key }, { seq: 4, key }]))
  // Four keys of one tenant at once: each has handled its first event and is in the middle of its second.
  await vi.waitFor(async () => expect((await hosts.stamps('acme')).filter(({ what, payload }) => what === 'began' && payload.seq === 2).length).toBe(4), { timeout: 20_000 })
  child.kill('SIGKILL')
  await once(child, 'exit')
  const begun = await hosts.stamps('acme')
  expect(begun.filter(({ what, payload }) => what === 'heard' && payload.seq > 1)).toEqual([])
  await writeFile(gate, '')
  await hosts.host.start()
  const heard = await vi.waitFor(async () => {
    const stamps = (await hosts.stamps('acme')).filter(({ what }) => what === 'heard')
    expect(new Set(stamps.map(({ id }) => id)).size).toBe(24)
    return stamps
  }, { timeout: 30_000 })
  for (const key of keys) expect(heard.filter((stamp) => stamp.key === key).map(({ payload }) => payload.seq)).toEqual([1, 2, 3, 4])
  // The killed attempts count; what the dead host never began is at its first.
  expect(heard.filter(({ payload }) => payload.seq === 2).map(({ attempt }) => attempt).toSorted()).toEqual([1, 1, 2, 2, 2, 2])
  // A handler has written its stamp before its host writes that it has ended.
  await vi.waitFor(async () => expect((await hosts.registry.listDeliveries('acme')).map(({ state }) => state)).toEqual(Array.from({ length: 24 }, () => 'done')), { timeout: 10_000 })
})
