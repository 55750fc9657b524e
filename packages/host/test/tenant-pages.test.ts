import { createHost, openAccess } from '@tenon/host'
import type { HostOptions } from '@tenon/host'
import { describe, expect, it } from 'vitest'
import { echoLoader, noDatabase } from './echo-module.ts'
import { createMemoryRegistry } from './memory-registry.ts'

function hostWith(options: Partial<HostOptions> = {}) {
  const memory = createMemoryRegistry()
  memory.lock('acme', { inventory: '1.2.0' })
  memory.lock('globex', { inventory: '2.0.0', config: '1.0.0' })
  return createHost({ registry: memory.registry, loader: echoLoader(), database: noDatabase, access: openAccess(), ...options })
}

const script = { readScript: () => Promise.resolve(new TextEncoder().encode('draw()')) }

describe('the pages of a tenant', () => {
  it("show exactly the versions of the tenant's lock", async () => {
    const host = hostWith()
    const paths = async (url: string, headers = {}) => Object.keys(((await (await host.fetch(new Request(url, { headers }))).json()) as { paths: object }).paths)
    expect(await paths('http://h/t/acme/openapi.json')).toEqual(['/t/acme/inventory/v1/echo'])
    expect(await paths('http://h/t/globex/openapi.json')).toEqual(['/t/globex/inventory/v1/echo', '/t/globex/config/v1/echo'])
    expect(await paths('http://acme.localhost/openapi.json')).toEqual(['/inventory/v1/echo'])
    expect(await paths('http://h/openapi.json', { 'tenon-tenant': 'acme' })).toEqual(['/inventory/v1/echo'])
  })

  it('load the script from the host itself, under a name that changes with its content', async () => {
    const host = hostWith({ apiPage: script, mountPath: '/tenon' })
    const page = await host.fetch(new Request('http://h/tenon/t/acme/docs'))
    const html = await page.text()
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(html).not.toMatch(/https?:\/\//)
    const source = /src="([^"]+)"/.exec(html)?.[1] ?? ''
    const answer = await host.fetch(new Request(new URL(source, 'http://h/tenon/t/acme/docs')))
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(await answer.text()).toBe('draw()')
    expect((await host.fetch(new Request('http://h/tenon/assets/api-page-0.js'))).status).toBe(404)
  })

  it('list the operations plainly when the host has no script', async () => {
    const host = hostWith()
    expect(await (await host.fetch(new Request('http://h/t/acme/docs'))).text()).toContain('POST /t/acme/inventory/v1/echo')
    const root = await host.fetch(new Request('http://h/t/acme'))
    expect([root.status, root.headers.get('location')]).toEqual([302, '/t/acme/docs'])
  })
})
