import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@tenon/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHostProcess } from '../test/host-process.ts'
import type { HostProcess } from '../test/host-process.ts'
import { noBrowserBecause, openBrowser } from '../test/open-browser.ts'

const releases = fileURLToPath(new URL('../../../releases', import.meta.url))
const tenants = { acme: '1.0.0', globex: '2.0.0' }
let host: HostProcess
const closers: (() => Promise<unknown>)[] = []

async function install(tenantId: string, version: string): Promise<void> {
  await host.call('/api/tenants', { id: tenantId, name: `${tenantId} Ltd`, organizationId: 'umbrella' })
  const plan = await host.call(`/api/tenants/${tenantId}/plans`, { kind: 'move', targets: { inventory: version }, reason: 'test' })
  const { body } = await host.call(`/api/plans/${String(plan.body['id'])}/apply`, {})
  expect((await host.call(`/api/operations/${String(body['id'])}?waitMs=20000`)).body).toMatchObject({ status: 'succeeded' })
}

beforeAll(async () => {
  const database = await createTestDatabase()
  closers.unshift(() => database.close())
  const home = await mkdtemp(join(tmpdir(), 'tenon-pages-'))
  closers.unshift(() => rm(home, { recursive: true, force: true }))
  host = await startHostProcess({ DATABASE_URL: database.url, TENON_HOME: home, TENON_RELEASES: releases })
  closers.unshift(() => host.stop())
  await host.call('/api/organizations', { id: 'umbrella', name: 'Umbrella' })
  for (const [tenantId, version] of Object.entries(tenants)) await install(tenantId, version)
})
afterAll(async () => {
  for (const close of closers) await close()
})

describe.skipIf(noBrowserBecause)(`a person with a browser${noBrowserBecause === null ? '' : ` (skipped: ${noBrowserBecause})`}`, () => {
  it('finds every tenant on the home page and exactly its version behind it, and nothing comes from elsewhere', async () => {
    const browser = await openBrowser()
    try {
      const page = await browser.newPage()
      const asked = new Set<string>()
      const complaints: string[] = []
      page.on('request', (request) => asked.add(new URL(request.url()).origin))
      page.on('pageerror', (error) => complaints.push(error.message))
      for (const [tenantId, version] of Object.entries(tenants)) {
        await page.goto(host.url)
        await page.getByRole('link', { name: `${tenantId} Ltd` }).click()
        await page.getByText(`Inventory ${version}`).first().waitFor()
        const paths = await page.getByText(`/t/${tenantId}/inventory/v`).first().textContent()
        expect(paths).toContain(`/v${version.charAt(0)}/`)
      }
      expect(complaints).toEqual([])
      expect([...asked].filter((origin) => origin.startsWith('http'))).toEqual([new URL(host.url).origin])
    } finally {
      await browser.close()
    }
  })
})
