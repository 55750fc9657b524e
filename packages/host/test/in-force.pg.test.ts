import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { dana, openWorkHosts } from './open-work-hosts.ts'
import type { WorkHost, WorkHosts } from './open-work-hosts.ts'
import { packReader } from './reader-module.ts'
import type { Told } from './reader-module.ts'

const consent = { tenantId: 'acme', module: 'reader', permissions: ['reader:page:read'], ...dana }
let hosts: WorkHosts
let both: readonly [WorkHost, WorkHost]

beforeAll(async () => {
  hosts = await openWorkHosts([await packReader()])
  both = [hosts, await hosts.openAnother()]
  await hosts.move('acme', 'reader', '1.0.0')
})
afterAll(() => hosts.close())

async function ask({ host }: Pick<WorkHost, 'host'>, query = ''): Promise<{ readonly first: Told; readonly last: Told }> {
  const response = await host.fetch(new Request(`http://localhost/t/acme/reader/${query}`))
  expect(response.status).toBe(200)
  return (await response.json()) as { readonly first: Told; readonly last: Told }
}

const setLimit = (through: WorkHost, limit: number) => through.registry.writeSettings({ tenantId: 'acme', module: 'reader', values: { limit }, ...dana })
const told = async () => Promise.all(both.map(async (host) => (await ask(host)).first))

describe('settings and consent', () => {
  test('are those of the moment a call began until it ends, and no change waits for it', async () => {
    await setLimit(hosts, 1)
    await hosts.registry.grant(consent)
    const gates = both.map((_host, index) => join(hosts.directory, `gate-${index}`))
    const calls = both.map((host, index) => ask(host, `?wait=${encodeURIComponent(gates[index] ?? '')}`))
    for (const gate of gates) await vi.waitFor(() => access(`${gate}.began`), { timeout: 10_000 })
    await setLimit(both[1], 2)
    await both[1].registry.withdraw(consent)
    expect(await told()).toEqual([{ limit: 2, granted: false }, { limit: 2, granted: false }])
    for (const gate of gates) await writeFile(gate, '')
    const began = { limit: 1, granted: true }
    expect(await Promise.all(calls)).toEqual([{ first: began, last: began }, { first: began, last: began }])
  })

  test('are the new ones for every call that any host begins once the change was answered', async () => {
    for (let limit = 10; limit < 50; limit += 1) {
      const through = limit % 2 === 0 ? both[0] : both[1]
      await setLimit(through, limit)
      expect((await told()).map((it) => it.limit)).toEqual([limit, limit])
      const isGranted = limit % 4 < 2
      await (isGranted ? through.registry.grant(consent) : through.registry.withdraw(consent))
      expect((await told()).map((it) => it.granted)).toEqual([isGranted, isGranted])
    }
  }, 120_000)

  test('never go back on a host, and cost no call while they change', async () => {
    let isChanging = true
    const seen: number[][] = [[], []]
    const callers = Promise.all(both.flatMap((host, index) => [0, 1, 2].map(async () => {
      let last = 0
      while (isChanging) {
        const { first } = await ask(host)
        expect(first.limit).toBeGreaterThanOrEqual(last)
        last = first.limit
        seen[index]?.push(last)
        // A call that touches no data would leave nothing else its turn.
        await nextTurn()
      }
    })))
    for (let limit = 100; limit < 130; limit += 1) await setLimit(both[limit % 2 === 0 ? 0 : 1], limit)
    isChanging = false
    await callers
    for (const limits of seen) expect(new Set(limits).size).toBeGreaterThan(5)
  }, 120_000)
})
