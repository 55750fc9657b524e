import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStampingHost } from './open-stamping-host.ts'
import type { StampingHost } from './open-stamping-host.ts'
import { isExact } from './stamping-modules.ts'
import type { Stamp } from './stamping-modules.ts'

/** Two tenants on 1.2 and 2.0, asked by requests and by calls from another module, while their pins flip. */
const asks = 4_000
const askers = 16
const tenants = ['acme', 'globex'] as const
let stamping: StampingHost

beforeAll(async () => {
  stamping = await openStampingHost({ tenants })
  await stamping.moveTo('globex', '2.0.0')
})
afterAll(() => stamping.close())

async function ask(number: number): Promise<{ readonly tenant: string; readonly status: number; readonly stamp: Stamp }> {
  const tenant = tenants[number % 2] ?? 'acme'
  const response = await stamping.host.fetch(new Request(`http://localhost/t/${tenant}/${number % 4 < 2 ? 'stamp' : 'ask'}/`))
  return { tenant, status: response.status, stamp: (await response.json()) as Stamp }
}

async function askAll(from: number, count: number) {
  const answers: Awaited<ReturnType<typeof ask>>[] = []
  let next = from
  const worker = async () => {
    while (next < from + count) answers.push(await ask(next++))
  }
  await Promise.all(Array.from({ length: askers }, worker))
  return answers
}

it('every request and call runs on the locked version of its tenant', async () => {
  const answers = await askAll(0, asks)
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  expect(answers.filter(({ tenant, stamp }) => stamp.code !== (tenant === 'acme' ? '1.2.0' : '2.0.0') || !isExact(stamp))).toEqual([])
})

it('and goes on to do so while pins flip, each on the data of its version, none failed, and drains what it left', async () => {
  let flipping = true
  const flip = async (tenant: string) => {
    for (const version of ['1.2.0', '1.3.0', '2.0.0', '1.3.0', '1.2.0', '2.0.0', '1.2.0']) {
      const now = stamping.registry.running(tenant)?.lock.entries.find(({ module }) => module === 'stamp')?.version
      if (now !== version) await stamping.moveTo(tenant, version)
    }
  }
  const answers: Awaited<ReturnType<typeof askAll>> = []
  const askWhileFlipping = async () => {
    for (let from = 0; flipping; from += 64) answers.push(...(await askAll(from, 64)))
  }
  await Promise.all([askWhileFlipping(), Promise.all(tenants.map(flip)).finally(() => { flipping = false })])
  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  expect(new Set(answers.map(({ stamp }) => `${stamp.cause} ${stamp.code}`)).size).toBe(6)
  for (const tenant of tenants) expect((await stamping.stamps(tenant)).filter((stamp) => !isExact(stamp))).toEqual([])
  expect(stamping.host.versions().filter(({ module }) => module === 'stamp').map(({ version, phase, calls }) => `${version} ${phase} ${calls}`)).toEqual(['1.2.0 active 0', '1.3.0 drained 0', '2.0.0 drained 0'])
})
