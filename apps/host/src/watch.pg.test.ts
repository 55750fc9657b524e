import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestApp } from '../test/open-test-app.ts'
import type { LogLine, TestApp } from '../test/open-test-app.ts'
import { startLoad } from '../test/request-load.ts'

const slow = { timeout: 60_000 }
const preload = join(tmpdir(), `tenon-watch-${process.pid}.mjs`)
let app: TestApp

/** A version whose routes keep the event loop, each in another way. What it needs for that is made at load. */
const routes = `
import { pbkdf2Sync } from 'node:crypto'
const rest = () => new Promise((resolve) => setTimeout(resolve, 5))
function spin(milliseconds) { const end = performance.now() + milliseconds; let turns = 0; while (performance.now() < end) turns += 1; return turns }
const huge = '[' + '1,'.repeat(25_000_000) + '1]'
const ways = {
  '/quick': async () => { for (let turn = 0; turn < 20; turn += 1) await null; return 'ok' },
  '/spin': () => spin(1_000),
  '/later': async () => { await rest(); return spin(1_000) },
  '/parse': () => JSON.parse(huge).length,
  '/hash-last': async () => { await rest(); return pbkdf2Sync('a', 'b', 2_400_000, 64, 'sha512') },
  '/reject': async () => { void rest().then(() => { throw new TypeError('nobody listens') }); return 1 },
  '/throw': () => { setTimeout(() => { throw new TypeError('nobody catches') }, 1); return 1 },
  '/exit': () => { setTimeout(() => process.exit(5), 1); return 1 },
  '/regex': async () => { await rest(); return /^(a+)+$/.test('a'.repeat(26) + 'b') },
}
export async function answer(path) { const result = ways[path](); return Response.json({ done: typeof (result instanceof Promise ? await result : result) }) }
`
const code = () => ({
  'dist/ways.js': routes,
  'dist/module.js': `import { defineModule } from '@tenon/module-sdk'
import { answer } from './ways.js'
export default defineModule({ name: 'sample', title: 'sample', description: '', permissions: {}, settings: {}, events: {} }, {
  database: () => ({ $transaction: (work) => work({}), $disconnect: async () => {} }),
  http: { fetch: (request, call) => answer(call.path), document: (info) => ({ openapi: '3.1.0', info, paths: {} }) },
})
`,
})

beforeAll(async () => {
  await writeFile(preload, `process.on('SIGUSR2', () => { const end = performance.now() + 1_500; while (performance.now() < end); })`)
  app = await openTestApp({
    modules: [{ version: '1.0.0', files: code() }, { version: '2.0.0', files: code() }],
    environment: { NODE_OPTIONS: `--import=${preload}`, TENON_CUT_OFF_BLOCKS: '0' },
  })
  await app.moveTo('acme', { sample: '1.0.0' })
  await app.moveTo('globex', { sample: '2.0.0' })
}, 60_000)
afterAll(async () => {
  expect(await app.close()).toBe(0)
  await rm(preload)
})

const standstills = () => app.log.filter(({ blockedMs }) => blockedMs !== undefined)

/** What the host says of the standstill that `cause` makes, while the other version is called all the time. */
async function blamedFor(cause: () => Promise<unknown>): Promise<LogLine | undefined> {
  const before = standstills().length
  const load = startLoad(`${app.url}/t/globex/sample/quick`, 4)
  await vi.waitFor(() => expect(load.answered()).toBeGreaterThan(20))
  await cause()
  await vi.waitFor(() => expect(standstills().length).toBeGreaterThan(before), { timeout: 10_000 })
  await load.stop()
  return standstills().slice(before).toSorted((a, b) => Number(b['blockedMs']) - Number(a['blockedMs']))[0]
}

describe('a standstill of the event loop', () => {
  it.each([
    ['in a route', '/spin'],
    ['after an await', '/later'],
    ['in JSON.parse of something huge', '/parse'],
    ['in a regular expression that backtracks', '/regex'],
  ])('%s is blamed on the version that caused it, while another is called', slow, async (_where, path) => {
    const said = await blamedFor(() => app.call(`/t/acme/sample${path}`))
    expect(said).toMatchObject({ msg: 'a module version kept the event loop from turning', module: 'sample', version: '1.0.0', certain: true })
    expect(Number(said?.['blockedMs'])).toBeGreaterThan(250)
  })

  it('that cannot be interrupted, after an await, is not blamed on whoever came next, and named once the profiler stands by', slow, async () => {
    const said: (LogLine | undefined)[] = []
    // To stand by takes the profiler a moment: one that comes at once after the first may not be named either.
    while (said.length < 5 && said.at(-1)?.['certain'] !== true) said.push(await blamedFor(() => app.call('/t/acme/sample/hash-last')))
    expect(said.at(-1)).toMatchObject({ certain: true, module: 'sample', version: '1.0.0' })
  })

  it('that the host causes itself is said to be so', slow, async () => {
    const [id = 0] = await app.hostIds()
    const said = await blamedFor(async () => process.kill(id, 'SIGUSR2'))
    expect(said).toMatchObject({ msg: 'the event loop stood still in code of no module version', certain: true, where: expect.stringContaining(preload) as string })
  })

  it('was never blamed on the version that was called meanwhile', () => {
    expect(standstills().filter(({ version, certain }) => version === '2.0.0' && certain === true)).toEqual([])
  })
})

describe('a fault of the process', () => {
  const find = (message: string) => app.log.find(({ msg }) => msg === message)

  it('that is a rejection nobody handles is counted against its version, and the host goes on', slow, async () => {
    const before = await app.hostIds()
    await app.call('/t/acme/sample/reject')
    await vi.waitFor(() => expect(find('a promise was rejected and nobody listened')).toMatchObject({ module: 'sample', version: '1.0.0' }))
    expect(await app.hostIds()).toEqual(before)
    expect(await app.call('/t/globex/sample/quick')).toMatchObject({ status: 200 })
  })

  it('that is an error nobody catches is blamed on its version, and a fresh host takes over', slow, async () => {
    const [before] = await app.hostIds()
    await app.call('/t/acme/sample/throw')
    await vi.waitFor(() => expect(find('an error was thrown and nobody caught it')).toMatchObject({ module: 'sample', version: '1.0.0' }))
    expect(await app.call('/t/globex/sample/quick')).toMatchObject({ status: 200 })
    await vi.waitFor(async () => expect(await app.hostIds()).not.toContain(before), { timeout: 30_000 })
  })

  it('that is the end of the process is blamed on its version, and another host follows at once', slow, async () => {
    await app.call('/t/acme/sample/exit')
    await vi.waitFor(() => expect(find('a module version ended the process')).toMatchObject({ module: 'sample', version: '1.0.0', code: 5 }))
    expect(await app.call('/t/globex/sample/quick')).toMatchObject({ status: 200 })
  })
})
