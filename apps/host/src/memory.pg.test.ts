import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestApp } from '../test/open-test-app.ts'
import type { TestApp } from '../test/open-test-app.ts'
import { startLoad } from '../test/request-load.ts'

const slow = { timeout: 120_000 }
let app: TestApp

/** Both make the same objects for each request; the first keeps them, the second keeps the last few. */
const code = (keep: string) => ({
  'dist/rows.js': `const kept = []
export function remember(count) {
  const rows = Array.from({ length: count }, (_, index) => ({ index, name: 'row ' + index, tags: ['a', index] }))
  ${keep}
  return rows.length
}
`,
  'dist/module.js': `import { defineModule } from '@tenon/module-sdk'
import { remember } from './rows.js'
export default defineModule({ name: 'sample', title: 'sample', description: '', permissions: {}, settings: {}, events: {} }, {
  database: () => ({ $transaction: (work) => work({}), $disconnect: async () => {} }),
  http: { fetch: async (request, call) => { await null; return Response.json({ rows: remember(1_000) }) }, document: (info) => ({ openapi: '3.1.0', info, paths: {} }) },
})
`,
})

beforeAll(async () => {
  app = await openTestApp({
    modules: [{ version: '1.0.0', files: code('kept.push(rows)') }, { version: '2.0.0', files: code('kept[Math.floor(Math.random() * 8)] = rows') }],
    environment: { TENON_GROWTH_MB: '16', TENON_MEMORY_READ_MS: '100', TENON_RECYCLE_RSS_MB: '350' },
  })
  await app.moveTo('acme', { sample: '1.0.0' })
  await app.moveTo('globex', { sample: '2.0.0' })
}, 60_000)
afterAll(async () => expect(await app.close()).toBe(0))

const said = (message: string) => app.log.filter(({ msg }) => msg === message)

describe('a version that keeps more and more memory', () => {
  it('is named once, with the place in its code, beside one that makes as many objects; and the host that it fills is replaced in its name', slow, async () => {
    const loads = ['acme', 'globex'].map((tenantId) => startLoad(`${app.url}/t/${tenantId}/sample/`, 2))
    await vi.waitFor(() => expect(said('a module version keeps more and more memory')).toHaveLength(1), { timeout: 60_000 })
    const memory = (await app.call('/api/memory')).body as { readonly versions?: readonly { readonly version: string; readonly isGrowing: boolean; readonly liveBytes: number }[] }
    const [leaking, healthy] = ['1.0.0', '2.0.0'].map((version) => memory.versions?.find((it) => it.version === version))
    await vi.waitFor(() => expect(said('the host is being replaced')).toHaveLength(1), { timeout: 60_000 })
    const [acme, globex] = await Promise.all(loads.map((load) => load.stop()))
    expect(said('a module version keeps more and more memory')).toMatchObject([{ module: 'sample', version: '1.0.0', where: expect.stringMatching(/rows\.js:\d+\)$/) as string }])
    expect(leaking).toMatchObject({ isGrowing: true })
    expect(healthy?.isGrowing ?? false).toBe(false)
    expect(healthy?.liveBytes ?? 0).toBeLessThan((leaking?.liveBytes ?? 0) / 2)
    expect(said('the host is being replaced')[0]?.['reason']).toMatch(/^the host uses \d+ MB of memory, the budget is 350 MB; sample 1\.0\.0 has grown by \d+ MB$/)
    expect([acme?.failed, globex?.failed]).toEqual([[], []])
  })
})
