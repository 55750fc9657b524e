import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestApp } from '../test/open-test-app.ts'
import type { TestApp } from '../test/open-test-app.ts'
import { openBody, startAutocannon, startLoad } from '../test/request-load.ts'

const slow = { timeout: 120_000 }
const flags = join(tmpdir(), `tenon-recycle-${process.pid}`)
/** While its file exists, loading the version ends the process: at once, or a moment after. */
const endsAtLoad = `${flags}-at-load`
const endsAfterLoad = `${flags}-after-load`
let app: TestApp

const code = (version: string, first = '') => ({ 'dist/module.js': `import { existsSync } from 'node:fs'
import { defineModule } from '@tenon/module-sdk'
${first}
function pieces(text) {
  let left = 5
  return new ReadableStream({ async pull(controller) { await new Promise((resolve) => setTimeout(resolve, 300)); if (left-- > 0) controller.enqueue(new TextEncoder().encode(text + ' ')); else controller.close() } })
}
export default defineModule({ name: 'sample', title: 'sample', description: '', permissions: {}, settings: {}, events: {} }, {
  database: () => ({ $transaction: (work) => work({}), $disconnect: async () => {} }),
  http: { fetch: async (request, call) => { if (call.path === '/body') return new Response(pieces('${version}')); await new Promise((resolve) => setTimeout(resolve, 2)); return Response.json({ version: '${version}' }) }, document: (info) => ({ openapi: '3.1.0', info, paths: {} }) },
})
` })

beforeAll(async () => {
  app = await openTestApp({
    modules: [
      { version: '1.0.0', files: code('1.0.0') },
      { version: '1.1.0', files: code('1.1.0') },
      { version: '1.2.0', files: code('1.2.0') },
      { version: '2.0.0', files: code('2.0.0', `if (existsSync('${endsAtLoad}')) process.exit(7)
if (existsSync('${endsAfterLoad}')) setTimeout(() => process.exit(9), 500)`) },
    ],
    environment: { TENON_RECYCLE_DRAINED: '1' },
  })
  await app.moveTo('acme', { sample: '1.0.0' })
  await app.moveTo('globex', { sample: '1.0.0' })
  await app.moveTo('globex', { sample: '2.0.0' })
}, 60_000)
afterEach(() => Promise.all([endsAtLoad, endsAfterLoad].map((flag) => rm(flag, { force: true }))))
afterAll(async () => expect(await app.close()).toBe(0))

const said = (message: string) => app.log.filter(({ msg }) => msg === message)
interface History {
  readonly generation: number
  readonly replacements: readonly Record<string, unknown>[]
  readonly barred: readonly { readonly label: string }[]
}
const history = async () => (await app.call('/api/hosts/supervision')).body as unknown as History
const versionOf = async (tenantId: string) => (await app.call(`/t/${tenantId}/sample/`)).body['version']

/** A host that ends while it loads a version bars it, whatever ended it: a test that ends one has both loaded first. */
async function bothLoaded(): Promise<void> {
  expect([await versionOf('acme'), await versionOf('globex')]).toEqual(['1.1.0', '2.0.0'])
}

/** Asks for a fresh host and waits until it serves alone. */
async function recycle(): Promise<void> {
  const before = said('a fresh host serves').length
  app.signal('SIGHUP')
  await vi.waitFor(() => expect(said('a fresh host serves')).toHaveLength(before + 1), { timeout: 30_000 })
  await vi.waitFor(async () => expect(await app.hostIds()).toHaveLength(1), { timeout: 30_000 })
}

describe('a host', () => {
  it('over its budget of drained versions asks for a fresh one, which has none', slow, async () => {
    await app.moveTo('acme', { sample: '1.1.0' })
    await app.moveTo('acme', { sample: '1.2.0' })
    await vi.waitFor(() => expect(said('the host is being replaced').at(-1)).toMatchObject({ reason: '2 drained versions are in memory, the budget is 1' }), { timeout: 30_000 })
    await vi.waitFor(() => expect(said('a fresh host serves')).toHaveLength(1), { timeout: 30_000 })
    expect(await versionOf('acme')).toBe('1.2.0')
    await app.moveTo('acme', { sample: '1.1.0' })
    await app.moveTo('acme', { sample: '1.0.0' })
  })

  it('is replaced five times under load while tenants move, and no request fails', slow, async () => {
    const loads = ['acme', 'globex'].map((tenantId) => startLoad(`${app.url}/t/${tenantId}/sample/`))
    const hosts = new Set(await app.hostIds())
    for (const version of ['1.1.0', '1.0.0', '1.1.0', '1.0.0', '1.1.0']) {
      await Promise.all([recycle(), app.moveTo('acme', { sample: version })])
      for (const id of await app.hostIds()) hosts.add(id)
    }
    const [acme, globex] = await Promise.all(loads.map((load) => load.stop()))
    expect(hosts.size).toBe(6)
    expect([acme?.failed, globex?.failed]).toEqual([[], []])
    expect(acme?.versions).toEqual(new Set(['sample@1.0.0', 'sample@1.1.0']))
    expect(globex?.versions).toEqual(new Set(['sample@2.0.0']))
  })

  it('is recycled by an operator while autocannon asks: no call fails, and the history says who, why, how long, and that nothing was cut off', slow, async () => {
    const { generation } = await history()
    const load = startAutocannon(`${app.url}/t/acme/sample/`, 16)
    const asked = await app.call('/api/hosts/recycle', { reason: 'weekly' })
    expect(asked).toMatchObject({ status: 202, body: { generation } })
    await vi.waitFor(async () => expect((await history()).replacements[0]).toMatchObject({ generation: generation + 1, outcome: 'succeeded', abandonedCalls: 0, leftMs: expect.any(Number) as number }), { timeout: 40_000 })
    const { answered, refused, errors } = await load.stop()
    expect({ refused, errors }).toEqual({ refused: 0, errors: 0 })
    expect(answered).toBeGreaterThan(100)
    expect((await history()).replacements[0]).toMatchObject({ reason: 'weekly', actor: 'anonymous' })
  })

  it('lets a body go on to its end while its pin waits to move, and while a fresh host takes over', slow, async () => {
    const body = await openBody(`${app.url}/t/globex/sample/body`)
    let moved = false
    const move = app.moveTo('globex', { sample: '1.0.0' }).then(() => { moved = true })
    await vi.waitFor(async () => expect((await app.call('/api/versions')).body).toContainEqual(expect.objectContaining({ version: '2.0.0', calls: 1 })))
    expect(moved).toBe(false)
    expect(await body.end()).toBe('2.0.0 2.0.0 2.0.0 2.0.0 2.0.0 ')
    await move
    const next = await openBody(`${app.url}/t/globex/sample/body`)
    const [recycled, text] = await Promise.all([recycle(), next.end()])
    expect([recycled, text]).toEqual([undefined, '1.0.0 1.0.0 1.0.0 1.0.0 1.0.0 '])
    await app.moveTo('globex', { sample: '2.0.0' })
  })

  it('that is killed is replaced at once, and a connection made meanwhile waits instead of being refused', slow, async () => {
    await bothLoaded()
    const [id = 0] = await app.hostIds()
    process.kill(id, 'SIGKILL')
    await vi.waitFor(async () => expect(await app.hostIds()).not.toContain(id))
    expect(await versionOf('acme')).toBe('1.1.0')
    expect(said('another host is started').at(-1)).toMatchObject({ delayMs: 0 })
  })

  it('goes on when the fresh one does not come up, and says so', slow, async () => {
    await bothLoaded()
    const before = await app.hostIds()
    await writeFile(endsAtLoad, '')
    app.signal('SIGHUP')
    await vi.waitFor(() => expect(said('the fresh host did not come up; the old one goes on').at(-1)).toMatchObject({ code: 7, barred: ['sample@2.0.0'] }), { timeout: 30_000 })
    expect(await app.hostIds()).toEqual(before)
    expect([await versionOf('acme'), await versionOf('globex')]).toEqual(['1.1.0', '2.0.0'])
  })

  it('comes up without a version that ends hosts while it is loaded: the others serve, and its tenants can move away', slow, async () => {
    await writeFile(endsAtLoad, '')
    const [id = 0] = await app.hostIds()
    process.kill(id, 'SIGKILL')
    await vi.waitFor(async () => expect(await app.hostIds()).not.toContain(id))
    expect(await versionOf('acme')).toBe('1.1.0')
    const refused = await app.call('/t/globex/sample/')
    expect(refused).toMatchObject({ status: 503, body: { code: 'MODULE_VERSION_REFUSED', title: expect.stringContaining('the host ended with exit code 7 while it loaded sample@2.0.0') as string } })
    expect(await history()).toMatchObject({ barred: [{ label: 'sample@2.0.0' }], replacements: expect.arrayContaining([expect.objectContaining({ reason: 'the host ended by SIGKILL', actor: null })]) as unknown })
    await app.moveTo('globex', { sample: '1.0.0' })
    expect(await versionOf('globex')).toBe('1.0.0')
    await rm(endsAtLoad)
    await recycle()
    await app.moveTo('globex', { sample: '2.0.0' })
    expect(await versionOf('globex')).toBe('2.0.0')
  })

  it('that crashes again and again is started later and later, and serves when the cause is gone', slow, async () => {
    const before = said('another host is started').length
    await writeFile(endsAfterLoad, '')
    const [id = 0] = await app.hostIds()
    process.kill(id, 'SIGKILL')
    await vi.waitFor(() => expect(said('another host is started').length).toBeGreaterThanOrEqual(before + 3), { timeout: 60_000 })
    const delays = said('another host is started').slice(before + 1).map(({ delayMs }) => Number(delayMs))
    expect(delays).toEqual(delays.toSorted((a, b) => a - b))
    expect(delays.at(-1)).toBeGreaterThanOrEqual(500)
    await rm(endsAfterLoad)
    await vi.waitFor(async () => expect(await versionOf('globex')).toBe('2.0.0'), { timeout: 60_000 })
  })
})
