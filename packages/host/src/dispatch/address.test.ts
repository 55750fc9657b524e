import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressWithin, parseAddress } from './address.ts'

const at = (path: string, mountPath = '') => parseAddress(`http://127.0.0.1:4000${path}`, mountPath)

describe('an address', () => {
  it('names tenant, module and the path below the mount point, without the query', () => {
    expect(at('/t/acme/inventory/v1/items/A%201?limit=3/4#x')).toEqual({ kind: 'module', tenant: 'acme', module: 'inventory', path: '/v1/items/A%201' })
    expect(at('/t/acme/inventory')).toEqual({ kind: 'module', tenant: 'acme', module: 'inventory', path: '/' })
    expect(at('/t/acme/inventory/')).toEqual({ kind: 'module', tenant: 'acme', module: 'inventory', path: '/' })
  })

  it('tells the pages of a tenant from its modules', () => {
    expect(at('/t/acme')).toEqual({ kind: 'tenant-page', tenant: 'acme', page: '' })
    expect(at('/t/acme/')).toEqual({ kind: 'tenant-page', tenant: 'acme', page: '' })
    expect(at('/t/acme/docs?x')).toEqual({ kind: 'tenant-page', tenant: 'acme', page: 'docs' })
    expect(at('/t/acme/openapi.json')).toEqual({ kind: 'tenant-page', tenant: 'acme', page: 'openapi.json' })
    expect(at('/t/acme/docs/v1')).toEqual({ kind: 'module', tenant: 'acme', module: 'docs', path: '/v1' })
  })

  it("keeps the host's own paths apart from everything else", () => {
    expect(at('/api/tenants')).toEqual({ kind: 'host', segment: 'api', path: '/api/tenants' })
    expect(at('/healthz')).toEqual({ kind: 'host', segment: 'healthz', path: '/healthz' })
    expect(at('/healthzy')).toEqual({ kind: 'unplaced', path: '/healthzy' })
    expect(at('/inventory/v1/items?q')).toEqual({ kind: 'unplaced', path: '/inventory/v1/items' })
    expect(at('')).toEqual({ kind: 'unplaced', path: '/' })
  })

  it('is read below the mount path when the host has one', () => {
    expect(at('/tenon/t/acme/inventory/v1', '/tenon')).toEqual({ kind: 'module', tenant: 'acme', module: 'inventory', path: '/v1' })
    expect(at('/tenon/readyz', '/tenon')).toEqual({ kind: 'host', segment: 'readyz', path: '/readyz' })
  })

  it('is the same below a tenant that something else named', () => {
    expect(addressWithin('acme', '/inventory/v1/items')).toEqual({ kind: 'module', tenant: 'acme', module: 'inventory', path: '/v1/items' })
    expect(addressWithin('acme', '/docs')).toEqual({ kind: 'tenant-page', tenant: 'acme', page: 'docs' })
  })

  it('agrees with the URL parser on any path', () => {
    const segment = fc.stringMatching(/^[a-z0-9.%-]{1,8}$/).filter((text) => !/^(\.|%2e)+$/i.test(text))
    fc.assert(fc.property(fc.array(segment, { maxLength: 5 }), fc.string(), (segments, query) => {
      const url = new URL(`http://host.example/t/acme/inventory/${segments.join('/')}`)
      url.search = query
      expect(parseAddress(url.href, '')).toMatchObject({ path: url.pathname.slice('/t/acme/inventory'.length) })
    }))
  })
})
