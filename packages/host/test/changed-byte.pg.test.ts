import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openRealHost } from './open-real-host.ts'
import type { RealHost } from './open-real-host.ts'

let real: RealHost

beforeAll(async () => {
  real = await openRealHost()
  await real.moveTo('acme', '1.0.0')
  await real.moveTo('globex', '1.2.0')
})
afterAll(() => real.close())

it('refuses a version with a changed byte, and only that version', async () => {
  const files = await readdir(real.storeDirectory, { recursive: true })
  const code = files.find((file) => file.includes('1.0.0-') && file.endsWith('dist/module.js')) ?? ''
  const file = join(real.storeDirectory, code)
  const original = await readFile(file)
  await writeFile(file, Buffer.concat([original, Buffer.from(' ')]))

  const host = real.reopen()
  const call = async (path: string) => {
    const response = await host.fetch(new Request(`http://localhost${path}`))
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  expect(await host.warm()).toMatchObject({ loaded: 1, refused: [{ module: 'inventory', version: '1.0.0', problem: { code: 'MODULE_VERSION_REFUSED' } }] })
  expect(await call('/t/acme/inventory/v1/stock')).toMatchObject({ status: 503, body: { code: 'MODULE_VERSION_REFUSED' } })
  expect((await call('/t/globex/inventory/v1/stock')).status).toBe(200)
  expect((await call('/t/acme/openapi.json')).body['info']).toMatchObject({ description: expect.stringContaining('Refused on this host') as string })
  await host.close()
})
